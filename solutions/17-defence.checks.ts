/** The hidden checks of exercise 17. */

import { expect } from 'chai';
import { type CheckScene, type Client, defineExercise, type Remote } from 'wirebook/exercise';

interface Limiter {
  readonly allows: (who: string, now: number) => boolean;
  readonly size: () => number;
}

interface Limits {
  readonly places: number;
  readonly each: number;
  readonly bytes: number;
  readonly deadline: number;
}

interface Account {
  readonly name: string;
  readonly password: string;
  readonly role: 'reader' | 'admin';
}

interface OpenServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

interface Contract {
  readonly openLimiter: (most: number, span: number) => Limiter;
  readonly openServer: (host: string, limits: Limits) => Promise<OpenServer>;
  readonly openLogin: (
    host: string,
    accounts: readonly Account[],
    life: number,
  ) => Promise<OpenServer>;
}

/** A time that no check waits for, in milliseconds. */
const long = 20_000;

export default defineExercise<Contract>({
  name: '17-defence',
  functions: { openLimiter: true, openServer: true, openLogin: true },
  unguarded: ['from one call to the next', 'It keeps no password'],
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: openLimiter', () => {
      it('looks back from now', {
        guards: [
          'returns a limiter with a sliding window',
          '`allows(who, now)` says',
          'A request is allowed if',
          'A request that is `span` milliseconds old',
        ],
        points: 1,
        hints: [
          'Which of the earlier times lie in the last span milliseconds, seen from now?',
          'Keep the times of the allowed requests, and count those that are greater than now - span. It has nothing to do with the clock, and there are no fixed sections of time.',
          'const recent = times.filter((time) => time > now - span);',
        ],
      }, async (scene) => {
        for (const most of [1, 3]) {
          const span = scene.random.integer(50, 90) * 10;
          const limiter = await learner.openLimiter(most, span);
          const model = new Model(most, span);
          let now = scene.random.integer(0, 3) * 100_000 + span - 20;
          for (let request = 0; request < 16; request += 1) {
            await agrees(limiter, model, 'ann', now);
            now += scene.random.pick([0, 10, 30, span / 2]);
          }
          await agrees(limiter, model, 'ann', now + 2 * span - 1);
          for (let request = 1; request < most; request += 1) {
            await agrees(limiter, model, 'ann', now + 2 * span - 1);
          }
          await agrees(limiter, model, 'ann', now + 3 * span - 2);
          await agrees(limiter, model, 'ann', now + 3 * span - 1);
        }
      });

      it('counts neither the refused nor those of others', {
        guards: ['A request that was refused', 'Each `who` has a window'],
        points: 1,
        hints: [
          'Which requests stand in the table, and under which name?',
          'Only an allowed request is noted, under its own name. Names come from outside: an object has entries of its own, such as __proto__, and a Map has none.',
          'const table = new Map<string, readonly number[]>();',
        ],
      }, async (scene) => {
        const limiter = await learner.openLimiter(2, 1000);
        const model = new Model(2, 1000);
        for (const now of [0, 100, 500, 900, 999, 1000, 1050, 1100, 1101]) {
          await agrees(limiter, model, 'ann', now);
        }
        const names = ['__proto__', 'constructor', '', 'ann ', 'Ann', scene.random.word()];
        for (const who of [...names, ...names, 'ann']) await agrees(limiter, model, who, 1200);
        for (const who of names) await agrees(limiter, model, who, 1300);
        const other = await learner.openLimiter(1, 1000);
        await agrees(other, new Model(1, 1000), 'ann', 1300);
      });

      it('forgets', {
        guards: ['The limiter remembers nobody', '`size()` returns the number of names'],
        points: 1,
        hints: [
          'Who is taken out of your table, and when: only the one who asks, or all whose time is over?',
          'At each call, remove every name whose last allowed request is span milliseconds old or older. Those with a younger one stay, also when their first one is old.',
          'if ((times.at(-1) ?? 0) <= now - span) table.delete(name);',
        ],
      }, async () => {
        const limiter = await learner.openLimiter(2, 1000);
        const model = new Model(2, 1000);
        const steps: [who: string, now: number][] = [
          ['ann', 0],
          ['ben', 100],
          ['cat', 200],
          ['ann', 600],
          ['ann', 700],
          ['dan', 1099],
          ['dan', 1100],
          ['ann', 1100],
          ['ann', 1150],
          ['eve', 1250],
          ['eve', 2099],
          ['eve', 2100],
          ['fay', 9000],
          ['fay', 9000],
          ['fay', 9001],
        ];
        for (const [who, now] of steps) {
          await agrees(limiter, model, who, now);
          const size = await limiter.size();
          const due = model.size(now);
          if (size !== due) {
            expect.fail(
              `After allows(${JSON.stringify(who)}, ${now}), size() returned ${size}, and should have returned ${due}: ${model.names(now)}. The requests so far, with openLimiter(2, 1000): ${model.story}`,
            );
          }
        }
      });

      async function agrees(
        limiter: Remote<Limiter>,
        model: Model,
        who: string,
        now: number,
      ): Promise<void> {
        const found = await limiter.allows(who, now);
        const due = model.allows(who, now);
        if (found !== due) {
          expect.fail(
            `allows(${JSON.stringify(who)}, ${now}) returned ${String(found)}, and should have returned ${due}, with openLimiter(${model.most}, ${model.span}). The requests so far: ${model.story}`,
          );
        }
      }
    });

    describe('Task 2: openServer', () => {
      it('sends lines back, and closes', {
        guards: [
          'returns a server that listens on `host`',
          'It serves in the background, any number of clients',
          'A client sends lines',
          'Then the connection stays open',
          'A client that leaves, at whatever moment',
          '`close()` ends the server at once',
          'When it has returned, no socket of it is open and no timer runs',
        ],
        points: 1,
        hints: [
          'Which await of one client keeps another one waiting, and what is left when close() has returned?',
          'A function of its own serves each client, and the accept loop does not await it; an error ends the serving of that client alone, also one that comes before the first byte. close() closes the listening socket and each connection, and waits for what served them.',
          'for await (const client of server) open.set(client, attend(client));',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const timers = await scene.timers();
        const server = await open(scene, { places: 20, each: 20, bytes: 100, deadline: long });
        const { port } = server;
        await scene.reachedOnlyAtHost(port);
        const slow = await scene.connect(port);
        await slow.send('sl');
        const mute = await scene.connect(port);
        for (const text of ['', 'half', 'whole\n']) {
          const gone = await scene.connect(port);
          if (text !== '') await gone.send(text);
          await gone.reset();
        }
        const half = await scene.connect(port);
        await half.send('half');
        half.halfClose();
        await half.receiveAll();
        const quick = await scene.connect(port);
        for (const bytes of [
          Buffer.from(`${scene.random.word()}\n`),
          Buffer.from('\n'),
          Buffer.from([0xff, 0x00, 0xc3, 0x0d, 0x0a]),
          Buffer.from('ä second line\n'),
        ]) {
          await quick.send(
            [bytes.subarray(0, 1), bytes.subarray(1)].filter(({ length }) => length),
          );
          const due = bytes.toString('latin1');
          expect(await quick.receiveLine('\n', 'latin1'), 'what came back').to.equal(due);
        }
        await quick.send('one\ntwo\n');
        expect(await quick.receiveLine(), 'the first of two lines').to.equal('one\n');
        expect(await quick.receiveLine(), 'the second of two lines').to.equal('two\n');
        await slow.send('ow\n');
        expect(await slow.receiveLine(), 'a line that came in pieces').to.equal('slow\n');
        expect([slow.open, mute.open, quick.open], 'which are open').to.deep.equal([
          true,
          true,
          true,
        ]);
        quick.halfClose();
        await scene.returns(server.close(), 'close(), with two clients,');
        await scene.noMoreSocketsWhen(before, 'close() had returned');
        await scene.noMoreTimersThan(timers);
        await scene.refused(port);
      });

      it('gives out places', {
        guards: [
          '`places` connections may be open at a time',
          'A client that is one too many',
          'A place is free again',
        ],
        points: 1,
        hints: [
          'Who stands in your table of connections, and when is a connection taken out of it?',
          'Count all, and those of one address, before the new one is noted. A client that is refused is not noted. Take a connection out in a finally block: it may end by the end of its stream, by a reset, or because you refuse a line.',
          'const own = [...places.values()].filter((other) => other === who).length;',
        ],
      }, async (scene) => {
        const [one, two, three] = [71, 72, 73].map((last) => HOST.replace(/\d+$/, `${last}`));
        const { port } = await open(scene, { places: 4, each: 2, bytes: 30, deadline: long });
        const [leaver, greedy] = [await isServed(one), await isServed(one)];
        for (let time = 0; time < 3; time += 1) await isRefused(one, 'the third of one address');
        const vanisher = await isServed(two);
        await isServed(two);
        for (let time = 0; time < 3; time += 1) await isRefused(three, 'the fifth in all');
        leaver.halfClose();
        await leaver.receiveAll();
        await scene.settle();
        await isServed(three);
        await isRefused(one, 'the fifth in all');
        await vanisher.reset();
        await scene.settle();
        await isServed(three);
        await isRefused(two, 'the fifth in all');
        await greedy.send('x'.repeat(31));
        await greedy.receiveAll();
        greedy.halfClose();
        await scene.settle();
        await isRefused(three, 'the third of one address');
        await isServed(one);

        async function isServed(from: string | undefined): Promise<Client> {
          const client = await scene.connect(port, from === undefined ? {} : { from });
          await client.send('hello\n');
          expect(await client.receiveLine(), `what a client from ${from} received`).to.equal(
            'hello\n',
          );
          return client;
        }

        async function isRefused(from: string | undefined, which: string): Promise<void> {
          const client = await scene.connect(port, from === undefined ? {} : { from });
          await client.ends('503\n', `a client from ${from}, ${which},`);
        }
      });

      it('refuses long lines', {
        guards: ['A line has at most `bytes` bytes', 'When more have come and no newline'],
        points: 1,
        hints: [
          'How many bytes has your server when it decides, and does it need a newline for that?',
          'Count bytes, not characters, and the newline too. Each line is counted for itself, also when two come in one piece. Decide when one byte too many has come: the newline may never come.',
          'const reader = new BufferedReader(client, { limit: limits.bytes });',
        ],
      }, async (scene) => {
        const { port } = await open(scene, { places: 20, each: 20, bytes: 20, deadline: long });
        const good = await scene.connect(port);
        const lines = [`${'x'.repeat(19)}\n`, `${'ä'.repeat(9)}\n`, `${'y'.repeat(19)}\n`];
        await good.send(lines.join(''));
        for (const line of lines) {
          expect(await good.receiveLine(), 'a line that is not too long').to.equal(line);
        }
        for (const [what, pieces] of [
          ['a line of 21 bytes', [`${'x'.repeat(20)}\n`]],
          ['21 bytes without a newline', ['x'.repeat(21)]],
          ['21 bytes without a newline, in two pieces', ['x'.repeat(10), 'x'.repeat(11)]],
          ['12 characters of 2 bytes', [`${'ä'.repeat(12)}\n`]],
        ] as const) {
          const client = await scene.connect(port);
          await client.send(pieces.map((piece) => Buffer.from(piece)));
          await client.ends('413\n', `a client that sent ${what}`);
        }
        const after = await scene.connect(port);
        await after.send('first\n');
        await after.receiveLine();
        await after.send('x'.repeat(21));
        await after.ends('413\n', 'a client whose second line was too long');
      });

      it('has a deadline for each line', {
        guards: ['A line has to be complete', 'If it is not', 'Bytes that come meanwhile'],
        points: 1,
        hints: [
          'What starts your clock, and what starts it anew?',
          'One clock for each line: it begins when the connection is accepted, or when the line before was sent back. A byte does not start it anew, a whole line does.',
          "const line = await reader.readUntil('\\n', { timeout: limits.deadline });",
        ],
      }, async (scene) => {
        const timers = await scene.timers();
        await scene.retrySlower(async (scale) => {
          scene.newChapter();
          const deadline = 140 * scale;
          const server = await open(scene, { places: 20, each: 20, bytes: 500, deadline });
          const passes = (time: number) => scene.endsWithin(new Promise(() => {}), time);
          const began = performance.now();
          const dripper = await scene.connect(server.port);
          const silent = await scene.connect(server.port);
          const worker = await scene.connect(server.port);
          const dripped = dripper.receiveAll();
          const dropped = silent.receiveAll();
          for (const call of [dripped, dropped]) call.catch(() => {});
          await dripUntil(0.5);
          if (!dripper.open || !silent.open) {
            expect.fail(`After half of the deadline of ${deadline} ms a client was closed`);
          }
          await worker.send('first\n');
          await echo(worker, 'first\n', 'a line half of the deadline after the connection');
          await dripUntil(1);
          if (!worker.open) {
            expect.fail('A client whose line had been sent back was closed before the deadline');
          }
          await worker.send('second\n');
          await echo(worker, 'second\n', 'a line half of the deadline after the line before');
          await dripUntil(1.5);
          for (const [client, call, who] of [
            [silent, dropped, 'a client that sent nothing'],
            [dripper, dripped, 'a client that sent a byte now and then'],
          ] as const) {
            if (client.open) expect.fail(`After 1.5 of the deadline ${who} was not closed`);
            const { text, ending } = await call;
            expect({ text, ending }, `what ${who} received`).to.deep.equal({
              text: '408\n',
              ending: 'end',
            });
            client.halfClose();
          }
          await passes(1.2 * deadline);
          if (worker.open) {
            expect.fail('A client that fell silent after two lines was not closed');
          }
          await worker.ends('408\n', 'a client that fell silent after two lines');
          await scene.returns(server.close(), 'close()');

          /** Drips until so much of the deadline has passed since the clients came. */
          async function dripUntil(share: number): Promise<void> {
            const until = began + share * deadline;
            while (performance.now() < until) {
              if (dripper.open) await dripper.send('x');
              await passes(Math.min(0.1 * deadline, until - performance.now()));
            }
          }
        });
        await scene.noMoreTimersThan(timers);
      });

      async function echo(client: Client, due: string, what: string): Promise<void> {
        expect(await client.receiveLine(), `the reply to ${what}`).to.equal(due);
      }

      async function open(scene: CheckScene, limits: Limits): Promise<Remote<OpenServer>> {
        return scene.opened(learner.openServer(HOST, limits));
      }
    });

    describe('Task 3: openLogin', () => {
      it('answers what its table says', {
        guards: [
          '`openLogin(host, accounts, life)` returns a server',
          'A client sends lines of words',
          '`login NAME PASSWORD`',
          '`read TOKEN`',
          '`halt TOKEN`',
          '`logout TOKEN`',
          'anything else',
          'Anything else is a command',
          'A line of more than 200 bytes',
          'When it has returned, no socket of it is open.',
        ],
        points: 1,
        hints: [
          'In which order does your server ask: is the line well formed, who is it, and may this user do that?',
          'Look at the characters, the command and the number of words first: 400. Then the user of the token: 401. Then the role: 403. The connection stays open behind each of them; only a line that is too long ends it.',
          "if (/[^ -~]/.test(line)) return '400';",
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const server = await open(scene, long);
        await scene.reachedOnlyAtHost(server.port);
        const idle = await scene.connect(server.port);
        const gone = await scene.connect(server.port);
        await gone.send('login ann');
        await gone.reset();
        const client = await scene.connect(server.port);
        const [ann, ben] = [await logIn(client, 'ann'), await logIn(client, 'ben')];
        await replies(client, [
          [`read ${ann}`, '200 ann'],
          [`read ${ben}`, '200 ben'],
          [`halt ${ann}`, '200 ann'],
          [`halt ${ben}`, '403'],
          [`halt ${'0'.repeat(64)}`, '401'],
          ['read x', '401'],
          ['logout constructor', '401'],
          ['', '400'],
          ['read', '400'],
          [`read ${ann} `, '400'],
          [`read ${ann} ${ann}`, '400'],
          [`READ ${ann}`, '400'],
          [`toString ${ann}`, '400'],
          ['login ann', '400'],
          ['login ann sesame now', '400'],
          [`read  ${ann}`, '400'],
          [`read\t${ann}`, '400'],
          ['login änn sesame', '400'],
          [`read ${ann}\r`, '400'],
          [`read ${'x'.repeat(194)}`, '401'],
          [`read ${ann}`, '200 ann'],
        ]);
        await client.send('x'.repeat(201));
        await client.ends('400\n', 'a client that sent 201 bytes without a newline');
        await scene.returns(server.close(), 'close(), with a client,');
        await scene.noMoreSocketsWhen(before + (idle.open ? 1 : 0), 'close() had returned');
        await scene.refused(server.port);
      });

      it('gives tokens that end', {
        guards: [
          'A token is made of 32 random bytes',
          'It is good on all connections',
          'A token is worth nothing from `life`',
          'The same is true after a `logout`',
          'What is worth nothing gets',
        ],
        points: 1,
        hints: [
          'What does your server note for a token, and what ends each of them?',
          'A session for each token: its user, and the time at which it ends. Reading does not move that time. A logout removes this one session. Sessions belong to the server, not to a connection.',
          'sessions.set(idOf(token), { name, until: performance.now() + life });',
        ],
      }, async (scene) => {
        const { port } = await open(scene, long);
        const [here, there] = [await scene.connect(port), await scene.connect(port)];
        const [first, second] = [await logIn(here, 'ben'), await logIn(here, 'ben')];
        const third = await logIn(there, 'ann');
        for (const token of [first, second, third]) {
          expect(token, 'a token').to.match(/^[0-9a-f]{64}$/);
        }
        for (const [one, other] of [
          [first, second],
          [second, third],
        ] as const) {
          const same = [...one].filter((digit, place) => digit === other[place]).length;
          expect(same, 'the digits that two tokens share, of 64').to.be.lessThan(25);
        }
        const forged = (first.startsWith('0') ? '1' : '0') + first.slice(1);
        here.halfClose();
        await replies(there, [
          [`read ${first}`, '200 ben'],
          [`read ${forged}`, '401'],
          [`read ${first.slice(0, 63)}`, '401'],
          [`logout ${first}`, '200 ben'],
          [`read ${first}`, '401'],
          [`halt ${first}`, '401'],
          [`logout ${first}`, '401'],
          [`read ${second}`, '200 ben'],
          [`halt ${third}`, '200 ann'],
        ]);
        await scene.retrySlower(async (scale) => {
          scene.newChapter();
          const life = 200 * scale;
          const brief = await open(scene, life);
          const client = await scene.connect(brief.port);
          const token = await logIn(client, 'ann');
          await isKnown('200 ann');
          await scene.endsWithin(new Promise(() => {}), 0.6 * life);
          await isKnown('200 ann');
          await scene.endsWithin(new Promise(() => {}), 0.6 * life);
          await isKnown('401');
          for (const command of ['halt', 'logout']) {
            await replies(client, [[`${command} ${token}`, '401']]);
          }

          async function isKnown(due: string): Promise<void> {
            await client.send(`read ${token}\n`);
            const reply = (await client.receiveLine()).trimEnd();
            expect(reply, `the reply to read, with a life of ${life} ms`).to.equal(due);
          }
        });
      });

      it('tells nobody which names exist', {
        guards: ['`401` is the reply to an unknown name'],
        points: 1,
        hints: [
          'How long does your server take for a wrong password, and how long for an unknown name?',
          'An unknown name has to cost as much as a known one: hash the password against an account of nobody, and refuse afterwards.',
          'const account = users.get(name) ?? nobody;',
        ],
      }, async (scene) => {
        const { port } = await open(scene, long);
        const client = await scene.connect(port);
        await replies(client, [
          ['login ann wrong', '401'],
          ['login ann open', '401'],
          ['login Ann sesame', '401'],
          ['login zoe sesame', '401'],
          ['login __proto__ sesame', '401'],
        ]);
        // Only the shortest of each kind count, so more rounds can but clear a right answer.
        const times = { wrong: long, unknown: long, read: long };
        for (let round = 0; round < 8 && (round < 3 || trouble() !== undefined); round += 1) {
          times.read = Math.min(times.read, await duration('read x'));
          times.wrong = Math.min(times.wrong, await duration(`login ann ${round}`));
          times.unknown = Math.min(times.unknown, await duration(`login zoe ${round}`));
        }
        const found = trouble();
        if (found !== undefined) expect.fail(found);

        function trouble(): string | undefined {
          const { wrong, unknown, read } = times;
          if (wrong < 5 * read) {
            return 'A wrong password was refused about as fast as a bad token: is there a scrypt?';
          }
          if (unknown >= wrong / 2 && unknown <= wrong * 2) return undefined;
          const which = unknown < wrong ? 'less than half of' : 'more than twice';
          return `An unknown name took ${which} the time of a wrong password (${unknown.toFixed(1)} and ${wrong.toFixed(1)} ms): the clock tells which names exist`;
        }

        async function duration(line: string): Promise<number> {
          const from = performance.now();
          await client.send(`${line}\n`);
          const reply = await client.receiveLine();
          expect(reply, `the reply to "${line}"`).to.equal('401\n');
          return performance.now() - from;
        }
      });

      async function open(scene: CheckScene, life: number): Promise<Remote<OpenServer>> {
        return scene.opened(learner.openLogin(HOST, accounts, life));
      }

      async function logIn(client: Client, name: 'ann' | 'ben'): Promise<string> {
        const { password } = accounts.find((account) => account.name === name) ?? accounts[0];
        await client.send(`login ${name} ${password}\n`);
        const line = await client.receiveLine();
        const [, token] = /^200 (\S+)\n$/.exec(line) ?? [];
        return token ?? expect.fail(`The reply to a right login was ${JSON.stringify(line)}`);
      }

      async function replies(
        client: Client,
        rows: readonly (readonly [line: string, reply: string])[],
      ): Promise<void> {
        for (const [line, due] of rows) {
          await client.send(Buffer.from(`${line}\n`));
          const reply = await client.receiveLine();
          expect(reply, `the reply to ${JSON.stringify(line)}`).to.equal(`${due}\n`);
        }
      }
    });
  },
});

const accounts = [
  { name: 'ann', password: 'sesame', role: 'admin' },
  { name: 'ben', password: 'open', role: 'reader' },
] as const;

/** What a limiter should do. */
class Model {
  readonly most: number;
  readonly span: number;
  readonly #allowed: { who: string; time: number }[] = [];
  readonly #told: string[] = [];

  constructor(most: number, span: number) {
    this.most = most;
    this.span = span;
  }

  allows(who: string, now: number): boolean {
    const own = this.#counting(now).filter((request) => request.who === who);
    const isAllowed = own.length < this.most;
    if (isAllowed) this.#allowed.push({ who, time: now });
    this.#told.push(`${JSON.stringify(who)} at ${now} ${isAllowed ? 'allowed' : 'refused'}`);
    return isAllowed;
  }

  size(now: number): number {
    return new Set(this.#counting(now).map(({ who }) => who)).size;
  }

  names(now: number): string {
    return [...new Set(this.#counting(now).map(({ who }) => who))].join(', ');
  }

  /** The last requests in words. */
  get story(): string {
    return this.#told.length === 0 ? 'none' : this.#told.slice(-8).join(', ');
  }

  #counting(now: number): readonly { who: string; time: number }[] {
    return this.#allowed.filter(({ time }) => time > now - this.span);
  }
}
