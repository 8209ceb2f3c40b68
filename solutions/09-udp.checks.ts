/** The hidden checks of exercise 09. */

import { expect } from 'chai';
import {
  type CheckScene,
  type DatagramAddress,
  type DatagramPeer,
  defineExercise,
  expectBytes,
  type Remote,
} from 'wirebook/exercise';

interface DatagramServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

interface Patience {
  readonly wait: number;
  readonly attempts: number;
}

type Files = Readonly<Record<string, Uint8Array>>;

interface Contract {
  readonly openTimeServer: (host: string) => Promise<DatagramServer>;
  readonly ask: (
    host: string,
    port: number,
    request: string,
    patience: Patience,
  ) => Promise<string>;
  readonly openFileServer: (
    host: string,
    files: Files,
    patience: Patience,
  ) => Promise<DatagramServer>;
}

/** The first bytes of TFTP's messages. */
const code = { read: 1, write: 2, data: 3, acknowledgment: 4, error: 5 } as const;
/** The bytes of a block that is not the last. */
const blockSize = 512;
/** A wait that no check waits for, in milliseconds. */
const longWait = 30_000;

export default defineExercise<Contract>({
  name: '09-udp',
  unguarded: [
    'People type the requests',
    'TFTP is an old and small way',
    'These are the messages',
    'The client answers to that port',
    'so the client knows that it was the last',
  ],
  functions: { openTimeServer: true, ask: true, openFileServer: true },
  checks({ describe, it, learner, HOST }) {
    const elsewhere = HOST.replace(/\d+$/, '2');

    /** Looks whether a server has left a request unanswered that was sent to another address. */
    async function notAtEveryAddress(
      { settle }: CheckScene,
      stranger: DatagramPeer,
      port: number,
    ): Promise<void> {
      await settle();
      await settle();
      expect(
        stranger.count,
        `answers to a request that was sent to ${elsewhere}:${port}, where the host is ${HOST}: is every address of the machine bound?`,
      ).to.equal(0);
    }

    describe('Task 1: openTimeServer', () => {
      it('tells the time in three ways, and answers all else with ERROR', {
        guards: [
          'listens on `host`',
          'answers each datagram with one datagram',
          '`TIME` with the time',
          'anything else with `ERROR`',
          'Each answer ends with a newline',
        ],
        points: 1,
        hints: [
          'Which bytes does your server send for this request, and to whom?',
          'recvFrom returns the datagram and its sender; sendTo answers. Whatever is none of the three words gets ERROR, also a datagram without a byte. Each answer ends with a newline.',
          "await socket.sendTo(answer + '\\n', from);",
        ],
      }, async (scene) => {
        const { port } = await timeServer(scene);
        const [one, other] = [await scene.datagrams(), await scene.datagrams()];
        const server = { address: HOST, port };
        await tellsTime(one, server, ['TIME', 'TIMESTAMP', 'ISO8601']);
        const word = scene.random.word();
        const others = ['', word, 'TIME TIME', 'TIMES', 'constructor', ` ${'x'.repeat(900)}`];
        for (const request of [...others, '\xff']) await isRefused(other, server, request);
        await tellsTime(one, server, ['ISO8601']);
        await one.send('ISO8601', server);
        const then = await answerTo(one, 'ISO8601');
        await pause(30);
        await one.send('ISO8601', server);
        expect(
          await answerTo(one, 'ISO8601'),
          'the answer of openTimeServer to ISO8601, 30 ms after the same request',
        ).not.to.equal(then);
        // Two clients at once: each gets its own answer.
        await one.send('ISO8601', server);
        await other.send('TIMESTAMP', server);
        isTime('ISO8601', await answerTo(one, 'ISO8601'));
        isTime('TIMESTAMP', await answerTo(other, 'TIMESTAMP'));
        await scene.settle();
        expect(
          one.count + other.count,
          `the number of datagrams with which openTimeServer answered ${others.length + 9} requests`,
        ).to.equal(others.length + 9);
        const stranger = await scene.datagrams({ address: elsewhere });
        await stranger.send('TIME', { address: elsewhere, port });
        await tellsTime(one, server, ['TIME']);
        await notAtEveryAddress(scene, stranger, port);
        const second = await timeServer(scene);
        expect(second.port, 'the port of a second openTimeServer beside the first').not.to.equal(
          port,
        );
        await tellsTime(one, { address: HOST, port: second.port }, ['TIME']);
      });

      it('takes what people type, and closes its socket', {
        guards: [
          'Capital and small letters',
          'one line end behind a request',
          '`close()` closes the socket',
        ],
        points: 1,
        hints: [
          'What stands in the datagram when a person has typed the word and Enter?',
          'The word and one line end, \\n or \\r\\n. Take that one away, no other space, and make the letters large.',
          "const request = String(data).replace(/\\r?\\n$/, '').toUpperCase();",
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const opened = await timeServer(scene);
        const client = await scene.datagrams();
        const server = { address: HOST, port: opened.port };
        await tellsTime(client, server, ['TIME\n', 'TIMESTAMP\r\n', 'time', 'Iso8601\r\n']);
        await tellsTime(client, server, ['timestamp\n']);
        for (const request of ['TIME\n\n', '\nTIME', 'TIME ', 'TIME\nTIME\n', '\n', 'TIME\r']) {
          await isRefused(client, server, request);
        }
        await opened.close();
        await scene.noMoreSocketsWhen(before, 'close() had returned');
      });

      async function timeServer(scene: CheckScene): Promise<Remote<DatagramServer>> {
        return scene.opened(learner.openTimeServer(HOST));
      }
    });

    describe('Task 2: ask', () => {
      it('returns the first answer of the server, whatever it is', {
        guards: [
          'returns the server',
          'Both are text',
          'The request is one datagram',
          'be it empty or as long as a datagram can be',
          'An answer to an earlier datagram',
        ],
        points: 1,
        hints: [
          'For how many bytes does your recv have room, and what if there are none in the answer?',
          'An empty answer is an answer: look whether a datagram has come, not how many bytes. Room for 65,507 bytes is enough for all. And keep one socket for all attempts: an answer to the first goes to the port that the first came from.',
          'return String(await socket.recv(65_507, { timeout: wait }));',
        ],
      }, async (scene) => {
        const server = await scene.datagrams();
        const word = scene.random.word();
        const request = `${word} 🦊`;
        for (const answer of [`${word} ß🦊`, '', '0', ` ${word}\n`, 'ü'.repeat(32_753)]) {
          const call = asked(server, request, { wait: longWait, attempts: 2 });
          const { data, from } = await first(server, call);
          expectBytes(data, request, `the datagram of ask(host, port, "${request}", ...)`);
          await server.send(answer, from);
          await returns(scene, call, answer, answer);
        }
        scene.newChapter();
        const wait = 40;
        const late = asked(server, request, { wait, attempts: 8 });
        const { from } = await first(server, late);
        const again = await server.receive('the request of ask once more');
        expectBytes(again.data, request, 'the datagram of the second attempt');
        await server.send('for the first', from);
        await returns(
          scene,
          late,
          'for the first',
          '"for the first", sent to the port of the first datagram when the second had come',
        );
      });

      it('sends again, waits twice as long each time, and gives up', {
        guards: [
          'it is sent again',
          'No more than `attempts` datagrams',
          'When the last wait is over',
        ],
        points: 1,
        hints: [
          'How long does your function wait after the first datagram, after the second, after the last?',
          'wait, then 2 * wait, then 4 * wait. The last datagram is waited for too, and only then the error of recv is the caller’s: its code is ETIMEDOUT.',
          'for (let attempt = 1, timeout = wait; ; attempt += 1, timeout *= 2) { ... }',
        ],
      }, async (scene) => {
        await scene.retrySlower(async (scale) => {
          const server = await scene.datagrams();
          const wait = scale * scene.random.integer(20, 28);
          const attempts = 3;
          const now = clock(scene);
          const moments = [now()];
          const call = asked(server, 'hello', { wait, attempts });
          const failed = scene.errorOf(call, `ask(..., { wait: ${wait}, attempts: ${attempts} })`);
          failed.catch(() => {});
          for (const number of [1, 2, 3]) {
            const { data } = await server.receive(`datagram ${number} of ${attempts} of ask`);
            expectBytes(data, 'hello', `datagram ${number} of ask`);
            moments.push(now());
          }
          const error = await failed;
          moments.push(now());
          expect(error.code, 'the code of the error of ask when no answer has come').to.equal(
            'ETIMEDOUT',
          );
          expect(
            server.count,
            `the number of datagrams that ask sent in ${attempts} attempts`,
          ).to.equal(attempts);
          const ask = `ask with a wait of ${wait} ms`;
          isAbout(moments, 2, wait, `${ask} sent datagram 2 of ${attempts}`);
          isAbout(moments, 3, 3 * wait, `${ask} sent datagram 3 of ${attempts}`);
          isAbout(moments, 4, 7 * wait, `${ask} and ${attempts} attempts gave up`);
          const only = asked(server, 'once', { wait, attempts: 1 });
          const { code } = await scene.errorOf(only, 'ask with one attempt');
          expect(code, 'the code of the error of ask with one attempt').to.equal('ETIMEDOUT');
          await server.receive('the datagram of ask with one attempt');
          await scene.settle();
          expect(
            server.count - attempts,
            'the number of datagrams that ask sent in one attempt',
          ).to.equal(1);
        });
      });

      it('takes no answer from strangers, and waits no longer for them', {
        guards: [
          'A datagram from any other address',
          'The answer is the first datagram that comes',
        ],
        points: 1,
        hints: [
          'Who else may send to the port of your socket, and what does a datagram of theirs do to your time-out?',
          'A socket that is connected gets the datagrams of its peer alone, and nothing else ends its recv. Without connect you have to compare address and port, and to go on with what is left of the wait.',
          'await socket.connect(Addrinfo.udp(host, port));',
        ],
      }, async (scene) => {
        const server = await scene.datagrams();
        const neighbour = await scene.datagrams();
        const { port } = server.local;
        const twin = await scene.datagrams({ address: elsewhere, port });
        const call = asked(server, 'who?', { wait: longWait, attempts: 1 });
        const { from } = await first(server, call);
        await neighbour.send('the neighbour', from);
        await twin.send('the twin', from);
        await scene.settle();
        await server.send('the server', from);
        await returns(
          scene,
          call,
          'the server',
          `"the server", after ${neighbour.local.address}:${neighbour.local.port} and ${elsewhere}:${port} had sent something`,
        );
        await scene.retrySlower(async (scale) => {
          const wait = 40 * scale;
          const waiting = asked(server, 'who?', { wait, attempts: 1 });
          const asker = await first(server, waiting);
          const requests = server.count;
          const ending = scene.endsWithin(waiting, 1.45 * wait);
          for (const _ of [1, 2]) {
            await pause(0.4 * wait);
            await neighbour.send('wait for me', asker.from).catch(() => {});
          }
          const inTime = await ending;
          expect(
            server.count - requests,
            'the number of datagrams that ask sent in one attempt, beyond the first',
          ).to.equal(0);
          if (!inTime) {
            expect.fail(
              `ask with a wait of ${wait} ms and one attempt was still busy after ${Math.round(1.45 * wait)} ms: a stranger had sent two datagrams meanwhile`,
            );
          }
          const { code } = await scene.errorOf(waiting, 'ask that only strangers answered');
          expect(code, 'the code of the error of ask that only strangers answered').to.equal(
            'ETIMEDOUT',
          );
        });
      });

      it('is told when nobody listens, and leaves nothing behind', {
        guards: ['Where nobody listens', 'its socket is closed, and no timer'],
        points: 1,
        hints: [
          'Which error does the system tell, to which sockets, and what does your function do with it?',
          'A connected socket gets ECONNREFUSED from recv: that is no time-out, so it is not a reason to send again. And each way out of the function closes the socket: using, or finally.',
          "if (error.code !== 'ETIMEDOUT') throw error;",
        ],
      }, async (scene) => {
        const [before, timers] = [scene.openSockets(), await scene.timers()];
        const gone = await scene.datagrams();
        const { port } = gone.local;
        gone.close();
        const call = learner.ask(HOST, port, 'hello', { wait: 2500, attempts: 3 });
        call.catch(() => {});
        if (!(await scene.endsWithin(call, 1200))) {
          expect.fail(
            `ask("${HOST}", ${port}, "hello", { wait: 2500, ... }) was still busy after 1200 ms, though nobody listens at this port`,
          );
        }
        const { code } = await scene.errorOf(call, 'ask of a port where nobody listens');
        expect(code, 'the code of the error of ask where nobody listens').to.equal('ECONNREFUSED');
        await scene.noMoreSocketsWhen(before, 'ask had failed with ECONNREFUSED');
        await scene.noMoreTimersThan(timers);
        const server = await scene.datagrams();
        const answered = asked(server, 'hello', { wait: longWait, attempts: 3 });
        const { from } = await first(server, answered);
        await server.send('hello yourself', from);
        await returns(scene, answered, 'hello yourself', '"hello yourself"');
        await scene.noMoreSocketsWhen(before, 'ask had returned');
        await scene.noMoreTimersThan(timers);
        const silent = asked(server, 'hello', { wait: 10, attempts: 2 });
        await scene.errorOf(silent, 'ask of a server that never answers');
        await scene.noMoreSocketsWhen(before, 'ask had failed with ETIMEDOUT');
        await scene.noMoreTimersThan(timers);
      });

      function asked(server: DatagramPeer, request: string, patience: Patience): Promise<string> {
        const call = learner.ask(HOST, server.local.port, request, patience);
        // The check looks at it later.
        call.catch(() => {});
        return call;
      }
    });

    describe('Task 3: openFileServer', () => {
      it('sends files of any length in numbered blocks, each transfer from a port of its own', {
        guards: [
          'to clients that read them',
          'first bytes',
          'opens a new socket on `host`',
          'A file goes out in blocks',
          'Each is sent when the one before',
          'The last block is shorter',
          'The mode, and what stands behind it',
        ],
        points: 1,
        hints: [
          'Which bytes of the file belong to block 1, and which to the last block of a file of exactly 512 bytes?',
          'Block N begins at byte 512 * (N - 1). A file of 512 bytes has two blocks, and the second is empty. The number stands in two bytes: block 256 is 01 00.',
          'for (let at = 0; at <= file.length; at += 512) await deliver(at / 512 + 1, file.subarray(at, at + 512));',
        ],
      }, async (scene) => {
        const { random } = scene;
        const lengths = [0, 1, 511, 512, 513, 1024, random.integer(1100, 1500)];
        const files: Record<string, Uint8Array> = Object.fromEntries(
          lengths.map((length) => [`f${length}`, random.bytes(length)]),
        );
        const long = random.bytes(300 * blockSize + 7);
        const { port } = await fileServer(
          scene,
          { ...files, 'a file.txt': Buffer.from('🦊\r\n'), long },
          { wait: longWait, attempts: 2 },
        );
        const client = await scene.datagrams();
        const server = { address: HOST, port };
        const second = await fileServer(scene, {}, { wait: longWait, attempts: 2 });
        expect(second.port, 'the port of a second openFileServer beside the first').not.to.equal(
          port,
        );
        const ports = new Set<number>([port, second.port]);
        for (const [name, file] of Object.entries(files)) {
          const options = random.pick(['', 'tsize\x000\0', 'blksize\x00512\0']);
          const mode = random.pick(['octet', 'netascii', 'OCTET']);
          await client.send(request(name, { mode, options }), server);
          const from = await takesAll(
            scene,
            client,
            file,
            `the file ${name}, ${file.length} bytes long,`,
          );
          expect(ports, 'the ports of the server and of earlier transfers').not.to.include(
            from.port,
          );
          expect(from.address, 'the address from which openFileServer sent a block').to.equal(HOST);
          ports.add(from.port);
          scene.newChapter();
        }
        for (const [name, file] of [
          ['a file.txt', Buffer.from('🦊\r\n')],
          ['long', long],
        ] as const) {
          await client.send(request(name), server);
          await takesAll(scene, client, file, `the file ${name}, ${file.length} bytes long,`);
        }
        await scene.settle();
        expect(client.next(), 'what openFileServer sent after the last acknowledgment').to.equal(
          undefined,
        );
      });

      it('costs one datagram for each block and for each loss', {
        guards: [
          'changes nothing: it is not answered',
          'one datagram for each block, and one for each loss',
          'a block is sent again',
        ],
        points: 1,
        hints: [
          'What does your server do when the acknowledgment of the block before comes once more?',
          'Nothing: it receives again, with what is left of the wait. Only a wait that is over sends a block again, and only the acknowledgment of this block sends the next one.',
          'if (number !== block) continue; // receive again, until the deadline',
        ],
      }, async (scene) => {
        await scene.retrySlower(async (scale) => {
          const blocks = 9;
          const file = scene.random.bytes((blocks - 1) * blockSize + scene.random.integer(1, 500));
          const { port } = await fileServer(scene, { file }, { wait: 20 * scale, attempts: 5 });
          const client = await scene.datagrams();
          await client.send(request('file'), { address: HOST, port });
          const places = Array.from({ length: blocks }, (_, at) => at + 1);
          const lost = scene.random.sample(places, 4);
          const unheard = new Set(lost.slice(0, 2));
          const unacknowledged = new Set(lost.slice(2));
          const parts: Buffer[] = [];
          for (let number = 1; number <= blocks; ) {
            const { data, from } = await client.receive(
              `block ${number} of ${blocks} from openFileServer`,
            );
            expect(headOf(data), `what openFileServer sent where block ${number} was due`).to.equal(
              `00 03 ${hex16(number)}`,
            );
            // Either the block gets lost on its way, or its acknowledgment does.
            if (unheard.delete(number) || unacknowledged.delete(number)) continue;
            parts[number - 1] = data.subarray(4);
            await client.send(acknowledgment(number), from);
            // The network may double what passes; an earlier one may come late.
            if (number % 2 === 0 && number < blocks) {
              await client.send(acknowledgment(number), from);
              await client.send(acknowledgment(number - 1), from);
            }
            number += 1;
          }
          expectBytes(Buffer.concat(parts), file, 'the file that openFileServer sent');
          await scene.settle();
          await scene.settle();
          if (client.count !== blocks + lost.length) {
            expect.fail(
              `openFileServer sent ${client.count} datagrams for ${blocks} blocks, of which ${lost.length} got lost or were not acknowledged: ${blocks + lost.length} are due. Some acknowledgments came twice, and old ones came late`,
            );
          }
        });
      });

      it('waits for the acknowledgment of this client and this block, and gives up in the end', {
        guards: [
          'When `wait` milliseconds have passed',
          'After `attempts` datagrams',
          'does not make the wait longer',
        ],
        points: 1,
        hints: [
          'A stranger sends the right acknowledgment, and the client an old one. When does your server send the block again?',
          'At the moment when it would have without them: compute the deadline once for each datagram that you send, and connect the socket of the transfer to its client. After the last wait the transfer is over, and its socket closed.',
          'const deadline = performance.now() + wait; // before the loop that receives',
        ],
      }, async (scene) => {
        await scene.retrySlower(async (scale) => {
          const before = scene.openSockets();
          const wait = scale * scene.random.integer(30, 36);
          const server = await fileServer(
            scene,
            { file: scene.random.bytes(1300) },
            { wait, attempts: 3 },
          );
          const client = await scene.datagrams();
          const stranger = await scene.datagrams();
          const twin = await scene.datagrams({ address: elsewhere, port: client.local.port });
          await client.send(request('file'), { address: HOST, port: server.port });
          const { from } = await client.receive('block 1');
          const now = clock(scene);
          const moments = [now()];
          await client.send(acknowledgment(1), from);
          for (const attempt of [1, 2, 3]) {
            const { data } = await client.receive(
              `block 2 from openFileServer, for the ${nth(attempt)} time`,
            );
            moments.push(now());
            expect(
              headOf(data),
              `what openFileServer sent where block 2 was due for the ${nth(attempt)} time${attempt > 1 ? '. A stranger had acknowledged it, its client had not' : ''}`,
            ).to.equal('00 03 00 02');
            if (attempt === 3) break;
            // Sent again and again, so that a wait which begins anew with each ends far too late.
            const { count } = client;
            const useless = [acknowledgment(1), attempt === 1 ? Buffer.of(0) : Buffer.alloc(0)];
            for (const data of [...useless, acknowledgment(1)]) {
              await pause(0.45 * wait);
              if (client.count > count) break;
              await client.send(data, from);
              if (data === useless[0]) {
                await (attempt === 1 ? stranger : twin).send(acknowledgment(2), from);
              }
            }
          }
          for (const [again, name] of [
            [1, 'second'],
            [2, 'third'],
          ] as const) {
            const what = `with a wait of ${wait} ms, openFileServer sent a block for the ${name} time`;
            isAbout(moments, again + 1, again * wait, what);
          }
          const { count } = client;
          expect(
            stranger.count + twin.count,
            'the number of datagrams that openFileServer sent to strangers',
          ).to.equal(0);
          await scene.noMoreSocketsThan(before + 1, 'openFileServer had given a transfer up');
          expect(
            client.count - count,
            'the number of datagrams of a block that openFileServer sent beyond three attempts',
          ).to.equal(0);
          await server.close();
          await scene.noMoreSocketsWhen(before, 'close() had returned');
        });
      });

      it('refuses what it does not have, serves many at once, and leaves nothing open', {
        guards: [
          'For a name that `files` does not have',
          'It sends an error once',
          'Any number of transfers',
          'An error that the client sends',
          'A transfer that has ended leaves no socket open',
          'ends the server and all transfers',
        ],
        points: 1,
        hints: [
          'What is left of a transfer that has failed, and of one that runs while close() is called?',
          'Its socket is closed in a finally block. close() closes the sockets of all transfers and waits until they have ended. And a name such as constructor is none of the files: ask Object.hasOwn.',
          'await Promise.all([loop, ...transfers]);',
        ],
      }, async (scene) => {
        const { random } = scene;
        const [before, timers] = [scene.openSockets(), await scene.timers()];
        const files = Object.fromEntries(
          [1, 2, 3].map((number) => [`file${number}`, random.bytes(600 * number)]),
        );
        const server = await fileServer(scene, files, { wait: longWait, attempts: 3 });
        const address = { address: HOST, port: server.port };
        const during = scene.openSockets();
        const client = await scene.datagrams();
        for (const [asking, due, what] of [
          [request(random.word()), 1, 'a request for a file that is not there'],
          [request('constructor'), 1, 'a request for constructor, which is no file'],
          [request('FILE1'), 1, 'a request for FILE1, where there is file1'],
          [request('file1', { opcode: code.write }), 4, 'a request to write'],
          [acknowledgment(1), 4, 'an acknowledgment'],
          [Buffer.alloc(0), 4, 'an empty datagram'],
          [Buffer.from('\0\x01file1'), 4, 'a request without the 00 behind its name'],
          [Buffer.from('\0\x01file1\0octet'), 4, 'a request without the 00 behind its mode'],
          [Buffer.from('\x01\0file1\0octet\0'), 4, 'a request that begins with 01 00'],
        ] as const) {
          await client.send(asking, address);
          const { data, from } = await client.receive(
            `an error of openFileServer in answer to ${what}`,
          );
          const isWhole = data.length > 4 && data.at(-1) === 0;
          expect(
            `${headOf(data)}${isWhole ? '' : ', without a text that ends with 00'}`,
            `the answer of openFileServer to ${what}`,
          ).to.equal(`00 05 00 0${due}`);
          expect(from.port, `the port that the answer to ${what} came from`).not.to.equal(
            server.port,
          );
        }
        await scene.settle();
        expect(client.next(), 'what openFileServer sent after the last error').to.equal(undefined);
        await scene.noMoreSocketsThan(during, 'openFileServer had sent its errors');
        scene.newChapter();
        const stranger = await scene.datagrams({ address: elsewhere });
        await stranger.send(request('file1'), { address: elsewhere, port: server.port });
        const readers = await Promise.all(Object.keys(files).map(() => scene.datagrams()));
        for (const [at, name] of Object.keys(files).entries()) {
          await readers[at]?.send(request(name), address);
        }
        // The last one first: nobody has to wait for another.
        for (const [at, [name, file]] of [...Object.entries(files).entries()].reverse()) {
          const reader = readers[at];
          if (reader)
            await takesAll(scene, reader, file, `the file ${name}, while other transfers wait,`);
        }
        await notAtEveryAddress(scene, stranger, server.port);
        await scene.noMoreSocketsThan(during, 'the transfers of openFileServer had ended');
        scene.newChapter();
        await client.send(request('file3'), address);
        const { from } = await client.receive('block 1 of file3');
        await client.send(Buffer.from('\0\x05\0\0no room\0'), from);
        await scene.noMoreSocketsThan(during, 'the client of a transfer had sent an error');
        expect(client.next(), 'what openFileServer sent in answer to an error').to.equal(undefined);
        await client.send(request('file3'), address);
        await client.receive('block 1 of file3');
        const closing = server.close();
        if (!(await scene.endsWithin(closing, 1000))) {
          expect.fail('close() was still busy after 1000 ms: a transfer waited for its client');
        }
        await closing;
        await scene.noMoreSocketsWhen(before, 'close() had returned');
        await scene.noMoreTimersThan(timers);
        expect(client.next(), 'what openFileServer sent after close()').to.equal(undefined);
      });

      async function fileServer(
        scene: CheckScene,
        files: Files,
        patience: Patience,
      ): Promise<Remote<DatagramServer>> {
        return scene.opened(learner.openFileServer(HOST, files, patience));
      }
    });
  },
});

/** The datagram with which a call begins; the call's own error where it has failed before. */
async function first(server: DatagramPeer, call: Promise<unknown>) {
  const ended = call.then(() => undefined);
  await Promise.race([server.arrival(), ended]);
  return server.receive('the first datagram of ask');
}

/** Looks whether a call returns `due`, and at once. */
async function returns(
  scene: CheckScene,
  call: Promise<string>,
  due: string,
  sent: string,
): Promise<void> {
  const short = sent.length > 60 ? `${Buffer.byteLength(sent)} bytes` : JSON.stringify(sent);
  const answer = sent === due ? short : sent;
  if (!(await scene.endsWithin(call, 1200))) {
    expect.fail(`ask was still busy 1200 ms after its server had answered ${answer}`);
  }
  const text = await call;
  if (text === due) return;
  const shown = typeof text === 'string' ? text : String(text);
  expect.fail(
    `ask returned ${shown.length > 60 ? `a text of ${Buffer.byteLength(shown)} bytes` : JSON.stringify(text)}. The answer was ${answer}`,
  );
}

async function tellsTime(
  client: DatagramPeer,
  server: DatagramAddress,
  requests: readonly string[],
): Promise<void> {
  for (const request of requests) {
    await client.send(request, server);
    isTime(request, await answerTo(client, request));
  }
}

async function answerTo(client: DatagramPeer, request: string): Promise<string> {
  const { data } = await client.receive(
    `an answer of openTimeServer to ${JSON.stringify(request)}`,
  );
  return String(data);
}

async function isRefused(
  client: DatagramPeer,
  server: DatagramAddress,
  request: string,
): Promise<void> {
  await client.send(Buffer.from(request, 'latin1'), server);
  const shown = request.length > 40 ? `${request.length} bytes` : JSON.stringify(request);
  expect(await answerTo(client, request), `the answer of openTimeServer to ${shown}`).to.equal(
    'ERROR\n',
  );
}

/** Seconds by which a clock may differ: the answer was on its way. */
const tolerance = 3;

function isTime(request: string, answer: string): void {
  const kind = request.trim().toUpperCase();
  const now = new Date();
  const midnight = new Date(now).setHours(0, 0, 0, 0) / 1000;
  const read = /^(\d\d):(\d\d):(\d\d)\n$/.exec(answer)?.slice(1).map(Number) ?? [];
  const [hours = Number.NaN, minutes = 0, seconds = 0] = read;
  const [due, told] =
    kind === 'TIME'
      ? [now.toTimeString().slice(0, 8), midnight + 3600 * hours + 60 * minutes + seconds]
      : kind === 'TIMESTAMP'
        ? [Math.floor(now.getTime() / 1000), /^\d+\n$/.test(answer) ? Number(answer) : Number.NaN]
        : [
            now.toISOString(),
            /^[^\n]{24}\n$/.test(answer) ? Date.parse(answer.trim()) / 1000 : Number.NaN,
          ];
  const away = Math.abs(told - now.getTime() / 1000);
  // The clock of a day may have begun anew meanwhile.
  const isRight = away <= tolerance || (kind === 'TIME' && 24 * 3600 - away <= tolerance);
  if (!isRight) {
    expect.fail(
      `the answer of openTimeServer to ${JSON.stringify(request)} was ${JSON.stringify(answer)}, and ${JSON.stringify(`${due}\n`)} was due`,
    );
  }
}

/** When something was noticed, and how long the processes had waited for a processor since the start. */
interface Moment {
  readonly at: number;
  readonly late: number;
}

function clock({ runDelay }: CheckScene): () => Moment {
  const before = runDelay();
  return () => ({ at: performance.now(), late: runDelay() - before });
}

/**
 * Looks whether something came when it was due after the first datagram.
 *
 * @param moments a moment before the first datagram, that datagram, and those that followed
 */
function isAbout(moments: readonly Moment[], place: number, due: number, what: string): void {
  const [start, first] = moments;
  const then = moments[place];
  if (start === undefined || first === undefined || then === undefined) {
    throw new RangeError('A moment is missing');
  }
  const took = then.at - first.at;
  // What is noticed late is never early, counted from before the first datagram was sent.
  const isEarly = then.at - start.at < due - 2;
  if (isEarly || took > 1.5 * due + then.late) {
    expect.fail(
      `${what} ${Math.round(took)} ms after the first, and about ${Math.round(due)} ms were due`,
    );
  }
}

/** Acknowledges all blocks of a file, compares them, and returns the address that they came from. */
async function takesAll(
  { newChapter }: CheckScene,
  client: DatagramPeer,
  file: Uint8Array,
  what: string,
): Promise<DatagramAddress> {
  const blocks = Math.floor(file.length / blockSize) + 1;
  const parts: Buffer[] = [];
  let port: number | undefined;
  for (let number = 1; ; number += 1) {
    const { data, from } = await client.receive(`block ${number} of ${what} from openFileServer`);
    port ??= from.port;
    expect(
      headOf(data),
      `what openFileServer sent where block ${number} of ${what} was due`,
    ).to.equal(`00 03 ${hex16(number)}`);
    expect(from.port, `the port that block ${number} of ${what} came from`).to.equal(port);
    const part = data.subarray(4);
    const at = blockSize * (number - 1);
    expectBytes(part, file.subarray(at, at + blockSize), `block ${number} of ${what}`);
    parts.push(part);
    await client.send(acknowledgment(number), from);
    if (number === blocks) return from;
    if (number % 8 === 0) newChapter();
  }
}

function request(
  name: string,
  { mode = 'octet', options = '', opcode = code.read as number } = {},
): Buffer {
  return Buffer.concat([Buffer.of(0, opcode), Buffer.from(`${name}\0${mode}\0${options}`)]);
}

function acknowledgment(number: number): Buffer {
  return Buffer.of(0, code.acknowledgment, number >> 8, number & 0xff);
}

/** The first four bytes, in hexadecimal. */
function headOf(data: Uint8Array): string {
  return hex(data.subarray(0, 4)) || 'nothing';
}

function hex16(number: number): string {
  return hex(Buffer.of(number >> 8, number & 0xff));
}

function hex(data: Uint8Array): string {
  return (Buffer.from(data).toString('hex').match(/../g) ?? []).join(' ');
}

function nth(number: number): string {
  return ['zeroth', 'first', 'second', 'third'][number] ?? `${number}th`;
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
