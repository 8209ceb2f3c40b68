/** The hidden checks of exercise 14. */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createConnection, type Socket as NetSocket } from 'node:net';
import { expect } from 'chai';
import type { Socket } from 'wirebook';
import {
  type CheckScene,
  type Client,
  defineExercise,
  expectBytes,
  type Remote,
  RemoteError,
  showBytes,
} from 'wirebook/exercise';

interface Locks {
  readonly exclusive: (name: string, work: () => Promise<string>) => Promise<string>;
  readonly busy: () => readonly string[];
}

interface Outbox {
  readonly put: (text: string) => void;
}

interface Chat {
  readonly port: number;
  readonly close: () => Promise<void>;
}

interface ChatOptions {
  readonly history: number;
  readonly limit: number;
}

interface Contract {
  readonly openLocks: () => Locks;
  readonly openOutbox: (socket: Socket, limit: number) => Outbox;
  readonly openChat: (host: string, options: ChatOptions) => Promise<Chat>;
}

/** Lines of an outbox that are more than the buffers of a pair of sockets hold. */
const manyLines = 500;
/** The bytes of each of them: so few that bytes, characters and newlines make a difference. */
const shortLine = 20;
/** The bytes of a line of the chat that is long. */
const longLine = 50_000;

/** Work that says when it begins, and ends when it is told to. */
interface Job {
  readonly work: () => Promise<string>;
  readonly end: (result: string) => void;
  readonly fail: (message: string) => void;
}

export default defineExercise<Contract>({
  name: '14-chat',
  unguarded: [
    'A mutex for everything',
    'returns locks that have names',
    'For a talk the latest',
    'No line has more than `limit` bytes',
  ],
  functions: { openLocks: true, openOutbox: true, openChat: true },
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: openLocks', () => {
      it('runs the works of a name one after another, and those of others beside them', {
        guards: [
          '`exclusive(name, work)` calls `work` once',
          'no other work of that name begins',
          'in the order of the calls',
          'Works of different names',
          'Any text is a name',
        ],
        points: 1,
        hints: [
          'Three works of one name are asked for before the first has ended. What does each wait for?',
          'Each waits for the one that was asked for before it, and work of another name for none of them. Keep the end of the last one for each name, in a Map: an object has names of its own.',
          'const turn = (last.get(name) ?? Promise.resolve()).then(() => work());',
        ],
      }, async (scene) => {
        const locks = await learner.openLocks();
        const begun: string[] = [];
        const word = scene.random.word();
        const names = [word, word.toUpperCase(), `${word} `, 'constructor', ''];
        const asked: Promise<string>[] = [];
        const jobs = names.map((name) =>
          ['first', 'second', 'third'].map((which) => {
            const job = makeJob(() => begun.push(`${which} of "${name}"`));
            asked.push(later(locks.exclusive(name, job.work)));
            return job;
          }),
        );
        const due: string[] = [];
        for (const [at, which] of ['first', 'second', 'third'].entries()) {
          due.push(...names.map((name) => `${which} of "${name}"`));
          await scene.eventually(
            () => begun.length >= due.length,
            () =>
              `of the works given to exclusive(), ${due.join(', ')}, only these had begun: ${begun.join(', ')}`,
          );
          await scene.settle();
          expect(
            begun.toSorted(),
            `the works given to exclusive() that had begun when ${at} of each name had ended`,
          ).to.deep.equal(due.toSorted());
          for (const job of jobs.map((ofName) => ofName[at])) job?.end(`result ${at}`);
        }
        expect(await Promise.all(asked), 'what exclusive() returned for the works').to.deep.equal(
          names.flatMap(() => ['result 0', 'result 1', 'result 2']),
        );
        await scene.settle();
        expect(begun.length, 'how often fifteen works were called').to.equal(15);
      });

      it('gives an error to its own caller alone', {
        guards: ['the error goes to its own caller', 'The next work begins all the same'],
        points: 1,
        hints: [
          'What does the second work wait for if the first one fails?',
          'For its end, good or bad. Return the promise of the work itself, so that its caller gets the error, and keep another one that does not fail.',
          'last.set(name, turn.catch(() => {}));',
        ],
      }, async (scene) => {
        const locks = await learner.openLocks();
        const word = scene.random.word();
        const begun: string[] = [];
        const failing = makeJob(() => begun.push('failing'));
        const good = makeJob(() => begun.push('good'));
        const last = makeJob(() => begun.push('last'));
        const first = later(
          scene.errorOf(locks.exclusive('file', failing.work), 'exclusive() with work that fails'),
        );
        const second = later(locks.exclusive('file', good.work));
        const third = later(
          scene.errorOf(locks.exclusive('file', last.work), 'exclusive() with work that fails'),
        );
        await hasBegun(scene, begun, ['failing']);
        failing.fail(word);
        const { message } = await first;
        expect(message, 'the message of the error that exclusive() fails with').to.include(word);
        await hasBegun(scene, begun, ['failing', 'good']);
        good.end('good result');
        expect(await second, 'what exclusive() returned behind work that failed').to.equal(
          'good result',
        );
        await hasBegun(scene, begun, ['failing', 'good', 'last']);
        last.fail('the last');
        expect((await third).message, 'the message of a later error').to.include('the last');
        const after = makeJob(() => begun.push('after'));
        const fourth = later(locks.exclusive('file', after.work));
        await hasBegun(scene, begun, ['failing', 'good', 'last', 'after']);
        after.end('again');
        expect(await fourth, 'what exclusive() returned behind an error').to.equal('again');
      });

      it('knows which names are busy, and forgets the others', {
        guards: ['`busy()` returns each name once', 'A name without work is forgotten'],
        points: 1,
        hints: [
          'When the first of two works of a name ends, is the name free?',
          'Only when nothing waits behind it: if the end that the map holds is still this one. Otherwise the next caller would not wait at all.',
          'if (last.get(name) === end) last.delete(name);',
        ],
      }, async (scene) => {
        const locks = await learner.openLocks();
        const isBusy = async (when: string, ...due: string[]) => {
          await scene.settle();
          const busy = [...(await locks.busy())].sort();
          expect(busy, `what busy() returned ${when}`).to.deep.equal(due.toSorted());
        };
        await isBusy('before any work');
        const begun: string[] = [];
        const [one, two, three, other] = [1, 2, 3, 4].map((n) => makeJob(() => begun.push(`${n}`)));
        const [name, another] = [scene.random.word(), `${scene.random.word()}!`];
        const first = later(locks.exclusive(name, one?.work ?? none));
        const second = later(locks.exclusive(name, two?.work ?? none));
        const beside = later(locks.exclusive(another, other?.work ?? none));
        await hasBegun(scene, begun, ['1', '4']);
        await isBusy('with two works of one name and one of another', name, another);
        one?.end('');
        await first;
        await hasBegun(scene, begun, ['1', '4', '2']);
        await isBusy('when the first of two works had ended', name, another);
        const third = later(locks.exclusive(name, three?.work ?? none));
        await scene.settle();
        expect(begun, 'the works that had begun while the second one ran').not.to.include('3');
        other?.fail('an error');
        await scene.errorOf(beside, 'exclusive() with work that fails');
        await isBusy('when the only work of a name had failed', name);
        two?.end('');
        await second;
        await hasBegun(scene, begun, ['1', '4', '2', '3']);
        three?.end('');
        await third;
        await isBusy('when all works had ended');
      });
    });

    describe('Task 2: openOutbox', () => {
      it('sends lines in their order, and never waits', {
        guards: [
          'returns an outbox for the reader',
          '`put(text)` takes a line',
          'Each line is sent in UTF-8',
        ],
        points: 1,
        hints: [
          'How many of your functions send on this socket at the same time, and which of them does put wait for?',
          'Only one sends, and put only begins it if it is not at work. Each line ends with one newline.',
          'if (!isSending) send().catch(() => {});',
        ],
      }, async (scene) => {
        const [socket, reader] = await scene.pair();
        const outbox = await learner.openOutbox(socket, 2_000_000);
        const lines = ['one', 'zwölf 🦊', '', scene.random.word()];
        for (const line of lines) await outbox.put(line);
        await reads(reader, lines.map((line) => `${line}\n`).join(''));
        await outbox.put('five');
        await reads(reader, 'five\n');
        const long = Array.from({ length: manyLines }, (_, n) => numbered(n, 1000));
        for (const line of long) {
          if (!(await scene.endsWithin(outbox.put(line), 1000))) {
            expect.fail('put() was still busy after 1000 ms, with a reader that does not read');
          }
        }
        await reads(reader, long.map((line) => `${line}\n`).join(''));
      });

      it('loses the oldest lines that wait, as many as it must, and says how many', {
        guards: [
          'Beside the line that is being sent',
          'the oldest that wait are lost',
          'Where lines are lost',
          'It does not count as bytes',
        ],
        points: 1,
        hints: [
          'How many bytes has a line of ten letters ö, and how many lines of 1,000 bytes go into 5,000?',
          'Count bytes, with the newline. A line that makes exactly limit has room. Take lines from the front of the list until there is room, and count them; the note is sent before what is left, and then the number is 0 again.',
          'while (bytes + line.length > limit) lose();',
        ],
      }, async (scene) => {
        const room = scene.random.integer(30, 50);
        const [socket, reader] = await scene.pair();
        const outbox = await learner.openOutbox(socket, room * shortLine);
        const read = lineReader(reader);
        for (const [count, time] of [
          [manyLines, ''],
          [manyLines + 1, ', the second time'],
        ] as const) {
          const lines = Array.from({ length: count }, (_, n) => numbered(n, shortLine));
          for (const line of lines) await outbox.put(line);
          const what = `with room for ${room} lines of ${shortLine} bytes${time}`;
          await expectHole(read, lines, room, what);
        }
        // One long line takes the place of two, and of no more.
        const small = Array.from({ length: manyLines }, (_, n) => numbered(n, shortLine));
        const large = numbered(manyLines, 1.5 * shortLine);
        for (const line of [...small, large]) await outbox.put(line);
        const what = `with room for ${room} lines of ${shortLine} bytes, and a last one half as long again`;
        await expectHole(read, [...small, large], room - 1, what);
      });

      it('does nothing for a reader that has gone', {
        guards: ['When the other end has gone'],
        points: 1,
        hints: [
          'Who catches the error of a send that nobody awaits?',
          'The function that sends ends with an error: catch it where you begin it. From then on put has nothing to begin.',
          'if (!isSending) send().catch(() => {});',
        ],
      }, async (scene) => {
        const [socket, reader] = await scene.pair();
        const outbox = await learner.openOutbox(socket, 100_000);
        await outbox.put('hello');
        await reads(reader, 'hello\n');
        // More than the buffers hold: it is sending when the reader goes.
        await Promise.all(
          Array.from({ length: manyLines }, (_, n) => outbox.put(numbered(n, 1000))),
        );
        await reader.close();
        await scene.settle();
        for (const line of ['one', 'two']) {
          await outbox.put(line);
          await scene.settle();
        }
        const [other, gone] = await scene.pair();
        const quiet = await learner.openOutbox(other, 1000);
        await gone.close();
        for (const line of ['three', 'four']) {
          await quiet.put(line);
          await scene.settle();
        }
      });
    });

    describe('Task 3: openChat', () => {
      it('takes names, and refuses others', {
        guards: [
          'returns a chat that listens',
          'The first line of a client is its name',
          'A name that is not like that',
          'A good one is answered',
          'Then the client is a member',
          'has left, and its connection is closed',
          'Its name is free again',
        ],
        points: 1,
        hints: [
          'Which of the lines before the welcome is the name, and who is a member meanwhile?',
          'Ask again and again until a name is good and free. Take the name in the same step in which you see that it is free, and give it back when the client has gone, however it went.',
          'while (name !== undefined && (!isName(name) || members.has(name))) ...',
        ],
      }, async (scene) => {
        const { port } = await chat(scene, { history: 5, limit: 100_000 });
        const ann = await scene.connect(port);
        const bad = ['', 'a b', 'a_b', 'exactly13char', 'jörg', 'ann:', '/join', ' ann', '* ann'];
        for (const name of scene.random.sample(bad, bad.length)) {
          await ann.send(`${name}\n`);
          await hears(ann, '* name refused\n', `for the name ${JSON.stringify(name)}`);
        }
        await ann.send('ann\r\n');
        await hears(ann, '* welcome ann\n');
        const ben = await scene.connect(port);
        await ben.send('ann\n');
        await hears(ben, '* name refused\n', 'for a name that a member has');
        await ben.send('twelveChars0\n');
        await hears(ben, '* welcome twelveChars0\n');
        await hears(ann, '* twelveChars0 joined\n');
        const twins = [await scene.connect(port), await scene.connect(port)] as const;
        await Promise.all(twins.map((twin) => twin.send('Ann\n')));
        const answers = await Promise.all(twins.map((twin) => twin.receiveLine()));
        expect(
          answers.toSorted(),
          'what two clients received that gave the same name at the same time',
        ).to.deep.equal(['* name refused\n', '* welcome Ann\n']);
        for (const other of [ann, ben]) await hears(other, '* Ann joined\n');
        const [lucky, refused] = answers[0] === '* welcome Ann\n' ? twins : twins.toReversed();
        lucky?.halfClose();
        for (const other of [ann, ben]) await hears(other, '* Ann left\n');
        expect(
          (await lucky?.receiveAll())?.ending,
          'how the connection of a client ended',
        ).to.equal('end');
        await refused?.send('Ann\n');
        if (refused) await hears(refused, '* welcome Ann\n', 'for the name of one that has left');
        for (const other of [ann, ben]) await hears(other, '* Ann joined\n');
        // A client that is no member leaves without a word.
        const shy = await scene.connect(port);
        await shy.send('ann\n');
        await hears(shy, '* name refused\n');
        shy.halfClose();
        await shy.receiveAll();
        await ann.send('still here\n');
        for (const other of [ben, refused]) if (other) await hears(other, 'ann: still here\n');
        await ben.send('so am I\n');
        await hears(ann, 'twelveChars0: so am I\n');
      });

      it('passes lines on in each room', {
        guards: [
          'It serves in the background',
          "A client's lines end with",
          '`/join ROOM` takes a member',
          'Rooms have names like those',
          'If the name is not like that',
          'Every other line goes',
          'An empty line goes to nobody',
          'All others in the room are told',
        ],
        points: 1,
        hints: [
          'For each line there are three kinds of clients: its sender, the others in the room, and those in other rooms. Which does your function skip?',
          'Compare the room of each member with that of the sender, and leave out the sender. On the way to another room a member leaves the one, and is told of nothing there any more. Collect bytes until a newline has come.',
          'if (other !== member && other.room === member.room) other.outbox.put(text);',
        ],
      }, async (scene) => {
        const { port } = await chat(scene, { history: 0, limit: 100_000 });
        const [ann, ben, cat] = [
          await member(scene, port, 'ann'),
          await member(scene, port, 'ben'),
          await member(scene, port, 'cat'),
        ];
        await hears(ann, '* ben joined\n* cat joined\n');
        await hears(ben, '* cat joined\n');
        const word = scene.random.word();
        const text = Buffer.from(`hello ${word} 🦊\r\n\r\n\n * /join x\n/joined\n`);
        await ann.send([...scene.random.pieces(text, 12), Buffer.from('ha')]);
        for (const other of [ben, cat]) {
          await hears(other, `ann: hello ${word} 🦊\nann:  * /join x\nann: /joined\n`);
        }
        await ben.send('whole\n');
        await hears(ann, 'ben: whole\n');
        await hears(cat, 'ben: whole\n');
        await ann.send('lf\n');
        for (const other of [ben, cat]) await hears(other, 'ann: half\n');
        await ben.send('/join garden\r\n');
        await hears(ben, '* room garden\n');
        for (const other of [ann, cat]) await hears(other, '* ben left\n');
        await cat.send('/join garden\n');
        await hears(cat, '* room garden\n');
        await hears(ben, '* cat joined\n');
        await hears(ann, '* cat left\n');
        for (const room of ['', 'the garden', 'gärten', 'morethan12345']) {
          await ben.send(`/join ${room}\n`);
          await hears(ben, '* room refused\n', `for the room ${JSON.stringify(room)}`);
        }
        await ben.send('still here\n');
        await hears(cat, 'ben: still here\n');
        await cat.send('in the garden\n');
        await hears(ben, 'cat: in the garden\n');
        await ann.send('alone\n');
        await isHeard(ann);
        await cat.send('/join lobby\n');
        await hears(cat, '* room lobby\n');
        await hears(ann, '* cat joined\n');
        await hears(ben, '* cat left\n');
        await ann.send('again\n');
        await hears(cat, 'ann: again\n');
        const dan = await member(scene, port, 'dan');
        for (const other of [ann, cat]) await hears(other, '* dan joined\n');
        await dan.send('last\n');
        for (const other of [ann, cat]) await hears(other, 'dan: last\n');
        await dan.reset();
        for (const other of [ann, cat]) await hears(other, '* dan left\n');
        ben.halfClose();
        expect((await ben.receiveAll()).text, 'what a member heard besides, alone').to.equal('');
      });

      it('remembers what was said in each room', {
        guards: ['Behind `* welcome NAME`', 'A room remembers them'],
        points: 1,
        hints: [
          'Where does your chat keep what was said, and what becomes of it when a room is empty?',
          'A list for each room, kept apart from its members: of what is said, not of who came and went. After each line, keep the last history of them.',
          'said.set(room, lines.slice(Math.max(0, lines.length - history)));',
        ],
      }, async (scene) => {
        const history = scene.random.integer(3, 6);
        const { port } = await chat(scene, { history, limit: 100_000 });
        const ann = await member(scene, port, 'ann');
        const lines = Array.from({ length: history + 2 }, (_, n) => `${n} ${scene.random.word()}`);
        await ann.send(`${lines[0]}\n\n${lines[1]}\n`);
        await isHeard(ann);
        const said = lines.map((line) => `ann: ${line}\n`);
        const ben = await member(scene, port, 'ben', said.slice(0, 2).join(''));
        await hears(ann, '* ben joined\n');
        for (const line of lines.slice(2)) await ann.send(`${line}\n`);
        await hears(ben, said.slice(2).join(''));
        await ben.send('/join garden\n');
        await hears(ben, '* room garden\n');
        await ben.send('flowers\n');
        await isHeard(ben);
        const dan = await member(scene, port, 'dan', said.slice(-history).join(''));
        await hears(ann, '* ben left\n* dan joined\n');
        await dan.send('/join garden\n');
        await hears(dan, '* room garden\nben: flowers\n');
        await hears(ben, '* dan joined\n');
        for (const each of [ben, dan]) {
          each.halfClose();
          await each.receiveAll();
        }
        await hears(ann, '* dan left\n');
        await ann.send('/join garden\n');
        await hears(ann, '* room garden\nben: flowers\n');
        await ann.send('/join lobby\n');
        await hears(ann, `* room lobby\n${said.slice(-history).join('')}`);
        const { port: other } = await chat(scene, { history: 0, limit: 1000 });
        const cat = await member(scene, other, 'cat');
        await cat.send('forgotten\n');
        await cat.send('/join lobby2\n');
        await hears(cat, '* room lobby2\n');
        const eve = await member(scene, other, 'eve');
        await eve.send('/join lobby2\n');
        await hears(eve, '* room lobby2\n');
        await hears(cat, '* eve joined\n');
      });

      it('is held up by no member, and ends when it is closed', {
        guards: [
          'A member that does not read',
          'What waits for it is kept',
          '`close()` ends the chat',
        ],
        points: 1,
        hints: [
          'For which member does your chat wait before it reads the next line?',
          'For none: put the line into the outbox of each, which never waits. close() closes the listener and the sockets of all clients, members or not.',
          'for (const socket of sockets) socket.close();',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const room = 4;
        const limit = room * longLine;
        const { port, close } = await chat(scene, { history: 0, limit });
        await scene.reachedOnlyAtHost(port);
        const slow = await lazy(scene, port);
        const [ann, ben] = [await member(scene, port, 'ann'), await member(scene, port, 'ben')];
        await hears(ann, '* ben joined\n');
        const count = Math.ceil((systemTakes() + limit) / longLine) + 20;
        const texts = Array.from({ length: count }, (_, n) =>
          numbered(n, longLine - 'ann: '.length),
        );
        for (const text of texts) {
          await ann.send(`${text}\n`);
          await hears(ben, `ann: ${text}\n`);
        }
        const lines = texts.map((text) => `ann: ${text}`);
        const what = `for a member that began to read late, with a limit of ${limit}`;
        await expectHole(lateReader(scene, slow), lines, room, what);
        slow.resetAndDestroy();
        for (const other of [ann, ben]) await hears(other, '* slow left\n');
        await ben.send('we did not notice\n');
        await hears(ann, 'ben: we did not notice\n');
        // One that has no name is to be closed as well.
        await scene.connect(port);
        await scene.settle();
        await close();
        await scene.noMoreSocketsWhen(before, 'close() had returned');
        await scene.refused(port);
      });

      async function chat(scene: CheckScene, options: ChatOptions): Promise<Remote<Chat>> {
        return scene.opened(learner.openChat(HOST, options));
      }

      /** A client that is welcome under a name, and has read what was said before. */
      async function member(
        scene: CheckScene,
        port: number,
        name: string,
        said = '',
      ): Promise<Client> {
        const client = await scene.connect(port);
        await client.send(`${name}\n`);
        await hears(client, `* welcome ${name}\n${said}`);
        return client;
      }

      /** A member that reads its welcome, and then nothing until it is told. */
      async function lazy(scene: CheckScene, port: number): Promise<NetSocket> {
        const socket = createConnection({ host: HOST, port });
        scene.cleanUp(() => socket.destroy());
        socket.on('error', () => {
          // A chat that drops it may reset it.
        });
        await once(socket, 'connect');
        socket.write('slow\n');
        let welcome = '';
        socket.on('data', (data) => {
          welcome += data;
        });
        await scene.eventually(
          () => welcome === '* welcome slow\n',
          () => `a new member received ${JSON.stringify(welcome)}, and no welcome`,
        );
        socket.removeAllListeners('data').pause();
        return socket;
      }
    });
  },
});

/** A call that is awaited later: until then nothing else catches its error. */
function later<T>(call: Promise<T>): Promise<T> {
  call.catch(() => {
    // The check that awaits it will tell.
  });
  return call;
}

async function none(): Promise<string> {
  return '';
}

function makeJob(begin: () => void): Job {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  promise.catch(() => {
    // Work that is never asked for fails for nobody.
  });
  const work = () => {
    begin();
    return promise;
  };
  return { work, end: resolve, fail: (message) => reject(new Error(message)) };
}

/** Waits until these works have begun, and sees that no other has. */
async function hasBegun(
  scene: CheckScene,
  begun: readonly string[],
  due: readonly string[],
): Promise<void> {
  await scene.eventually(
    () => begun.length >= due.length,
    () =>
      `of the works given to exclusive(), ${due.join(', ')}, only these had begun: ${begun.join(', ')}`,
  );
  await scene.settle();
  expect(begun.toSorted(), 'the works given to exclusive() that had begun').to.deep.equal(
    due.toSorted(),
  );
}

/** A line of so many bytes, its newline included, which it does not have yet. */
function numbered(number: number, bytes: number): string {
  const begin = `${number} `;
  const rest = bytes - begin.length - 1;
  return `${begin}${'.'.repeat(rest % 2)}${'ö'.repeat(rest >> 1)}`;
}

async function reads(reader: Remote<Socket>, due: string): Promise<void> {
  const wanted = Buffer.from(due);
  let data = Buffer.alloc(0);
  while (data.length < wanted.length) {
    const piece = await nextPiece(reader);
    if (piece === undefined) break;
    data = Buffer.concat([data, piece]);
  }
  expectBytes(data, wanted, 'what the reader of the outbox received within 1500 ms');
}

/** What comes next; undefined when nothing does for so long that nothing will. */
async function nextPiece(reader: Remote<Socket>): Promise<Buffer | undefined> {
  try {
    return Buffer.from(await reader.recv(65_536, { timeout: 1500 }));
  } catch (error) {
    if (error instanceof RemoteError && error.code === 'ETIMEDOUT') return undefined;
    throw error;
  }
}

/** Returns the next line without its newline. */
type ReadLine = () => Promise<string>;

function lineReader(reader: Remote<Socket>): ReadLine {
  let rest = Buffer.alloc(0);
  return async () => {
    while (!rest.includes('\n')) {
      const piece = await nextPiece(reader);
      if (piece === undefined) {
        expect.fail(
          `the reader of the outbox waited 1500 ms for a line, and had ${showBytes(rest)} of it`,
        );
      }
      rest = Buffer.concat([rest, piece]);
    }
    const end = rest.indexOf('\n');
    const line = rest.toString('utf8', 0, end);
    rest = rest.subarray(end + 1);
    return line;
  };
}

/** Lets a paused socket read, as lines. */
function lateReader(scene: CheckScene, socket: NetSocket): ReadLine {
  let rest = Buffer.alloc(0);
  socket.on('data', (data: Buffer) => {
    rest = Buffer.concat([rest, data]);
  });
  socket.resume();
  return async () => {
    await scene.eventually(
      () => rest.includes('\n'),
      () => 'a member that began to read late received no more lines',
    );
    const end = rest.indexOf('\n');
    const line = rest.toString('utf8', 0, end);
    rest = rest.subarray(end + 1);
    // That others came before is no line of theirs.
    return /^\* \w+ joined$/.test(line) ? '' : line;
  };
}

/**
 * Reads lines of which the oldest that waited were lost: the first ones, the note, and the last
 * `left`.
 */
async function expectHole(
  read: ReadLine,
  lines: readonly string[],
  left: number,
  what: string,
): Promise<void> {
  const short = (line: string | undefined) => JSON.stringify(line?.slice(0, 16));
  let taken = 0;
  let line = await nextLine(read);
  while (line === lines[taken]) {
    taken += 1;
    if (taken === lines.length) expect.fail(`no line was lost of ${taken}, ${what}`);
    line = await nextLine(read);
  }
  const lost = lines.length - taken - left;
  expect(
    line,
    `the line behind the first ${taken} of ${lines.length}, ${what}: the last ${left} can wait`,
  ).to.equal(`* ${lost} lost`);
  for (const due of lines.slice(-left)) {
    const next = await nextLine(read);
    if (next !== due) {
      expect.fail(`behind "* ${lost} lost" came ${short(next)}, due was ${short(due)}, ${what}`);
    }
  }
}

async function nextLine(read: ReadLine): Promise<string> {
  const line = await read();
  return line === '' ? nextLine(read) : line;
}

/** Receives lines, and compares each. */
async function hears(client: Client, due: string, when = ''): Promise<void> {
  const what = `what a client of the chat received ${when}`.trim();
  for (const line of due.split(/(?<=\n)/)) {
    const received = await client.receiveLine().catch((error: unknown) => {
      if (error instanceof Error) error.message += `; due was ${JSON.stringify(brief(line))}`;
      throw error;
    });
    if (received === line) continue;
    expect(brief(received), what).to.equal(brief(line));
    expectBytes(Buffer.from(received), Buffer.from(line), what);
  }
}

function brief(line: string): string {
  return line.length > 80 ? `${line.slice(0, 40)}...` : line;
}

/** Waits until the chat has taken all that a member has sent: it answers the last. */
async function isHeard(member: Client): Promise<void> {
  await member.send('/join \n');
  await hears(member, '* room refused\n');
}

/** The most bytes that the system takes for a client that does not read. */
function systemTakes(): number {
  const [, , most] = readFileSync('/proc/sys/net/ipv4/tcp_wmem', 'utf8').split(/\s+/);
  return Number(most) + 500_000;
}
