/** The hidden checks of exercise 12. */

import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { type CheckScene, defineExercise, type Remote } from 'wirebook/exercise';

interface Pool {
  readonly run: (job: string) => Promise<string>;
  readonly depth: () => number;
  readonly close: () => Promise<void>;
}

interface JobServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

interface Contract {
  readonly openPool: (program: string, threads: number, most: number) => Promise<Pool>;
  readonly openServer: (host: string, pool: Pick<Pool, 'run'>) => Promise<JobServer>;
}

/** The most bytes of a line, with its newline. */
const longest = 100;

export default defineExercise<Contract>({
  name: '12-concurrency',
  functions: { openPool: true, openServer: true },
  unguarded: [
    'Of the pool, which the caller has opened',
    'Such a thread answers each message',
    'The pool that is returned',
  ],
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: openPool', () => {
      it('runs jobs in all threads, each on one at a time', {
        guards: [
          'starts as many worker threads',
          'Each runs the module',
          'passes the job to a thread that is idle, and returns the answer to this job',
          'All threads may work at the same time',
        ],
        points: 1,
        hints: [
          'Which of your threads are busy, and which job does the message that comes from one of them answer?',
          'Start the threads before the first job comes. Remember for each busy thread the job it has; its next message is the answer to that job, and then it is idle.',
          "worker.on('message', (answer) => {\n  running.get(worker)?.resolve(answer);\n  // it is idle\n});",
        ],
      }, async (scene) => {
        const crew = await hire(scene);
        const pool = await open(scene, crew, 3, 10);
        await crew.threadsAre(3, 'openPool had returned');
        const words = ['one', 'two', 'three', 'four', 'five'].map(
          (word) => `${word} ${scene.random.word()}`,
        );
        const answers = words.map((word) => pool.run(word));
        await crew.began(words.slice(0, 3));
        const [one = '', two = '', three = '', four = '', five = ''] = words;
        crew.answer(two, `${two}!`);
        await equal(answers[1], `${two}!`, 'the second of five jobs');
        await crew.began([one, two, three, four]);
        crew.answer(one, `${one}!`);
        await equal(answers[0], `${one}!`, 'the first of five jobs');
        await crew.began(words);
        for (const word of [five, three, four]) crew.answer(word, `${word}!`);
        for (const [at, word] of words.entries()) {
          await equal(answers[at], `${word}!`, `the job ${JSON.stringify(word)}`);
        }
        const last = pool.run('six');
        await crew.began([...words, 'six']);
        crew.answer('six', '');
        await equal(last, '', 'a job that is answered by an empty text');
        const twins = [pool.run('twin'), pool.run('twin')];
        await crew.began([...words, 'six', 'twin', 'twin']);
        for (const answer of ['first', 'second']) crew.answer('twin', answer);
        expect(
          (await Promise.all(twins)).sort(),
          'what two calls of run() with the same job returned, whose threads answered each in its way',
        ).to.deep.equal(['first', 'second']);
        await crew.threadsAre(3, 'eight jobs were done');
      });

      it('lets jobs wait in their order, and refuses those that are too many', {
        guards: [
          'A job for which no thread is idle waits',
          '`depth()` tells how many jobs wait',
          'When `most` jobs wait',
          'With `most` 0',
          'Those that a thread works on do not count',
          'Jobs that wait are taken up in the order',
        ],
        points: 1,
        hints: [
          'With one busy thread and a bound of two, which of three further jobs is refused?',
          'Only jobs that wait count, not those that a thread has. Refuse when no thread is idle and `most` wait already, before the job is put into the queue; and take from the front of the queue.',
          "if (idle.length === 0 && waiting.length >= most) {\n  throw Object.assign(new Error('Too many jobs wait'), { code: 'EBUSY' });\n}",
        ],
      }, async (scene) => {
        const crew = await hire(scene);
        const pool = await open(scene, crew, 1, 2);
        expect(await pool.depth(), 'depth() of a new pool').to.equal(0);
        const first = pool.run('first');
        await crew.began(['first']);
        expect(await pool.depth(), 'depth() with one job, which a thread works on').to.equal(0);
        const [second, third] = [pool.run('second'), pool.run('third')];
        expect(await pool.depth(), 'depth() with one job at work and two that wait').to.equal(2);
        await refusal(scene, pool.run('fourth'), 'with a bound of 2 and two jobs that wait');
        expect(await pool.depth(), 'depth() after one was refused').to.equal(2);
        crew.answer('first', '1');
        await equal(first, '1', 'the first job');
        await crew.began(['first', 'second']);
        expect(await pool.depth(), 'depth() when the second job has begun').to.equal(1);
        const fifth = pool.run('fifth');
        expect(await pool.depth(), 'depth() when the fifth job has come').to.equal(2);
        crew.answer('second', '2');
        await equal(second, '2', 'the second job');
        await crew.began(['first', 'second', 'third']);
        crew.answer('third', '3');
        await equal(third, '3', 'the third job');
        await crew.began(['first', 'second', 'third', 'fifth']);
        crew.answer('fifth', '5');
        await equal(fifth, '5', 'the fifth job');
        expect(await pool.depth(), 'depth() when all is done').to.equal(0);

        const strict = await open(scene, crew, 2, 0);
        const both = [strict.run('left'), strict.run('right')];
        await crew.began(['first', 'second', 'third', 'fifth', 'left', 'right']);
        await refusal(scene, strict.run('none'), 'with a bound of 0 and two busy threads');
        for (const job of ['left', 'right']) crew.answer(job, job);
        await Promise.all(both);
        const again = strict.run('again');
        await crew.began(['first', 'second', 'third', 'fifth', 'left', 'right', 'again']);
        crew.answer('again', 'a');
        await equal(again, 'a', 'a job that came when both threads were idle again');
      });

      it('replaces a thread that ends, and loses its job alone', {
        guards: [
          'When a thread ends in the middle of a job',
          'A thread may end by an error, or by `process.exit()`',
        ],
        points: 1,
        hints: [
          'Which events does a Worker emit when its program throws, and which when it calls process.exit()?',
          "'exit' comes in both cases, so do the work there: reject the job that this thread has, start another thread, and let it take up what waits. 'error' needs a listener too, or it ends the whole process.",
          "worker.on('error', () => {});\nworker.on('exit', () => {\n  running.get(worker)?.reject(new Error('The thread has ended'));\n  startThread();\n});",
        ],
      }, async (scene) => {
        const crew = await hire(scene);
        const pool = await open(scene, crew, 2, 5);
        const begun = ['lost', 'kept'];
        for (const end of ['throw', 'exit'] as const) {
          const lost = pool.run('lost');
          const kept = pool.run('kept');
          await crew.began(begun);
          const waiting = pool.run('waiting');
          crew.end('lost', end);
          const reason = end === 'throw' ? 'an error' : 'process.exit()';
          await failsInTime(scene, lost, `run() of a job whose thread has ended by ${reason}`);
          begun.push('waiting');
          await crew.began(begun);
          crew.answer('waiting', 'done');
          await equal(waiting, 'done', 'a job that waited when the thread of another ended');
          crew.answer('kept', 'kept');
          await equal(kept, 'kept', 'the job of another thread');
          await crew.threadsAre(2, 'one of two threads had ended and was replaced');
          begun.push('lost', 'kept');
        }
        const [one, two] = [pool.run('lost'), pool.run('kept')];
        await crew.began(begun);
        for (const job of ['lost', 'kept']) crew.answer(job, 'at last');
        await equal(one, 'at last', 'a job after two threads were replaced');
        await equal(two, 'at last', 'a job after two threads were replaced');
      });

      it('ends its threads when it is closed', {
        guards: ['`close()` ends all threads', 'Jobs that run or wait fail'],
        points: 1,
        hints: [
          'What does close() wait for, and what becomes of the promises that run() has given out?',
          'Await terminate() of all threads. Each promise must be settled: reject the jobs that wait and those that run. And a thread that ends now needs no other in its place.',
          'isOpen = false;\nawait Promise.all([...workers].map((worker) => worker.terminate()));',
        ],
      }, async (scene) => {
        const crew = await hire(scene);
        const before = scene.openSockets();
        const pool = await open(scene, crew, 2, 5);
        await crew.threadsAre(2, 'openPool had returned');
        const one = pool.run('one');
        const two = pool.run('two');
        await crew.began(['one', 'two']);
        const three = pool.run('three');
        for (const job of [one, two, three]) job.catch(() => {});
        crew.block('two');
        await crew.began(['one', 'two', 'computing']);
        await pool.close();
        threadsHaveEnded(scene, before);
        for (const [job, what] of [
          [one, 'a job that ran'],
          [two, 'a job that computed in a loop'],
          [three, 'a job that waited'],
        ] as const) {
          await failsInTime(scene, job, `${what} when close() was called`);
        }
        await failsInTime(scene, pool.run('late'), 'run() of a closed pool');
        await scene.settle();
        await crew.threadsAre(0, 'close() had returned');
        crew.onlyBegan(['one', 'two', 'computing']);
        const idle = await open(scene, crew, 3, 0);
        await crew.threadsAre(3, 'another pool was opened');
        await idle.close();
        threadsHaveEnded(scene, before);
      });

      async function open(
        scene: CheckScene,
        { program }: Crew,
        threads: number,
        most: number,
      ): Promise<Remote<Pool>> {
        const pool = await learner.openPool(program, threads, most);
        scene.cleanUp(() => pool.close());
        return pool;
      }
    });

    describe('Task 2: openServer', () => {
      it('answers lines', {
        guards: [
          'returns a server that listens on `host`',
          'A client sends a line',
          'The server calls `run` with what stands in front',
          'Both are UTF-8',
          'An empty line is a job too',
        ],
        points: 1,
        hints: [
          'What exactly does your server pass to run, and what does it send behind the answer?',
          'Everything in front of the newline is the job, spaces and a carriage return included. Put bytes together before you make text of them, and add a newline to the answer.',
          "const end = bytes.indexOf('\\n');\nconst job = String(bytes.subarray(0, end));",
        ],
      }, async (scene) => {
        const { port, jobs } = await serve(scene);
        const word = scene.random.word();
        for (const [job, answer] of [
          [word, 'Ja 🦊'],
          ['', 'of nothing'],
          [` ${word}\t\r`, ''],
          ['über 🦊 ', ' spaced '],
        ] as const) {
          const client = await scene.connect(port);
          await client.send(`${job}\n`);
          await jobs.came([job]);
          jobs.answer(job, answer);
          await client.ends(`${answer}\n`, 'a client');
          jobs.forget();
        }
      });

      it('waits for the newline, and runs one job for a client', {
        guards: ['It calls `run` once for a client', 'What comes behind the newline is ignored'],
        points: 1,
        hints: [
          'A line comes byte by byte, and another one comes in one piece with half of the next. How often is run called?',
          'Keep the bytes of each client until its newline has come. Then call run once, whatever stands behind it.',
          'let bytes = Buffer.alloc(0);\nfor await (const piece of client) {\n  bytes = Buffer.concat([bytes, piece]);\n  // a newline in it?\n}',
        ],
      }, async (scene) => {
        const { port, jobs } = await serve(scene);
        const slow = await scene.connect(port);
        const fox = Buffer.from('a 🦊 b\n');
        await slow.send([...fox.subarray(0, -1)].map((byte) => Buffer.of(byte)));
        await scene.settle();
        const quick = await scene.connect(port);
        await quick.send('quick\nsecond\nthi');
        await jobs.came(['quick']);
        jobs.answer('quick', 'yes');
        await quick.ends('yes\n', 'a client');
        await slow.send('\n');
        await jobs.came(['quick', 'a 🦊 b']);
        await slow.send('more\n');
        await scene.settle();
        jobs.answer('a 🦊 b', 'fox');
        await slow.ends('fox\n', 'a client');
        jobs.onlyCame(['quick', 'a 🦊 b']);
      });

      it('serves many clients at the same time, and tells at once that it is busy', {
        guards: [
          'It serves in the background',
          'If `run` fails with the code `EBUSY`',
          'If it fails otherwise',
          'Either is sent at once',
        ],
        points: 1,
        hints: [
          'What does your accept loop wait for, and which errors may run fail with?',
          'Start serving a client without awaiting it. Catch what run throws: with the code EBUSY the answer is busy, with any other it is failed, and the server goes on.',
          "catch (error) {\n  return Object(error).code === 'EBUSY' ? 'busy' : 'failed';\n}",
        ],
      }, async (scene) => {
        const { port, jobs } = await serve(scene);
        const silent = await Promise.all([1, 2, 3].map(() => scene.connect(port)));
        const long = await scene.connect(port);
        await long.send('long\n');
        await jobs.came(['long']);
        for (const [code, answer] of [
          ['EBUSY', 'busy\n'],
          ['EPIPE', 'failed\n'],
          [undefined, 'failed\n'],
          ['EBUSY', 'busy\n'],
        ] as const) {
          const client = await scene.connect(port);
          await client.send('short\n');
          await jobs.came(['long', 'short']);
          jobs.fail('short', code);
          await client.ends(answer, `a client whose run had failed with the code ${code}`);
          jobs.onlyCame(['long', 'short']);
          jobs.forget('short');
        }
        const [first] = silent;
        await first?.send('first\n');
        await jobs.came(['long', 'first']);
        for (const job of ['first', 'long']) jobs.answer(job, job);
        if (first) await first.ends('first\n', 'a client');
        await long.ends('long\n', 'a client');
      });

      it('ends connections in order', {
        guards: [
          'Behind the answer, the server ends the connection',
          'A client that ends its own stream behind its line',
          'If it ends before the newline',
          'When a client is reset',
        ],
        points: 1,
        hints: [
          'What does your server do when it reads the end of the stream: in front of a newline, and behind one? And what is left to be read when it closes?',
          'An end behind the line is no reason to give up: the other direction is open. Close with closeWrite() first, and read what still comes, since a close with unread bytes resets the connection. An error of one client ends the serving of that client alone.',
          'client.closeWrite();\nwhile ((await client.recv()).length > 0);\nclient.close();',
        ],
      }, async (scene) => {
        const { port, jobs } = await serve(scene);
        const before = scene.openSockets();
        const half = await scene.connect(port);
        await half.send('half\n');
        half.halfClose();
        await jobs.came(['half']);
        await scene.settle();
        jobs.answer('half', 'whole');
        await half.ends('whole\n', 'a client');
        await scene.noMoreSocketsThan(before, 'a client had its answer and had ended its stream');

        const mute = await scene.connect(port);
        await mute.send('no line');
        mute.halfClose();
        await mute.ends('', 'a client');
        await scene.noMoreSocketsThan(
          before,
          'a client had ended its stream in front of a newline',
        );

        const busy = await scene.connect(port);
        await busy.send('reset\n');
        await jobs.came(['half', 'reset']);
        await busy.reset();
        const early = await scene.connect(port);
        await early.send('ear');
        await scene.settle();
        await early.reset();
        await scene.settle();
        jobs.answer('reset', 'too late');

        const chatty = await scene.connect(port);
        await chatty.send('chatty\n');
        await jobs.came(['half', 'reset', 'chatty']);
        await chatty.send('x'.repeat(5000));
        await scene.settle();
        jobs.answer('chatty', 'enough');
        await chatty.ends('enough\n', 'a client');
        jobs.onlyCame(['half', 'reset', 'chatty']);
      });

      it('refuses lines that are too long', {
        guards: ['A line has at most 100 bytes', 'As soon as it can be seen'],
        points: 1,
        hints: [
          'How many bytes must have come, without a newline among them, before it is sure that the line is too long?',
          'A line of exactly 100 bytes, newline included, is a job. When 100 bytes have come and none of them is a newline, no more need be awaited. Count bytes, not characters.',
          "if (end >= 100 || (end < 0 && bytes.length >= 100)) return 'too long';",
        ],
      }, async (scene) => {
        const { port, jobs } = await serve(scene);
        const most = 'x'.repeat(longest - 1);
        const right = await scene.connect(port);
        await right.send(`${most}\n`);
        await jobs.came([most]);
        jobs.answer(most, 'fits');
        await right.ends('fits\n', 'a client');
        for (const pieces of [
          ['y'.repeat(longest)],
          [`${'y'.repeat(longest)}\n`],
          ['y'.repeat(longest - 1), 'y'],
          ['ü'.repeat(longest / 2), '\n'],
          ['y'.repeat(3000)],
        ]) {
          const client = await scene.connect(port);
          for (const piece of pieces) {
            await client.send(piece);
            await scene.settle();
          }
          await client.ends('too long\n', 'a client');
        }
        const next = await scene.connect(port);
        await next.send('next\n');
        await jobs.came([most, 'next']);
        jobs.answer('next', 'here');
        await next.ends('here\n', 'a client');
      });

      it('ends when it is closed, and leaves the pool open', {
        guards: ['`close()` ends the server', 'The pool stays open'],
        points: 1,
        hints: [
          'Which sockets does your server have while a client waits for its answer?',
          'Its listener, and one for each client, also for those that are being answered: close() closes them all, and waits for no job. The pool is not yours to close.',
          'server.close();\nfor (const client of clients) client.close();',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const { port, server, jobs } = await serve(scene);
        await scene.reachedOnlyAtHost(port);
        const [waiting, done] = [await scene.connect(port), await scene.connect(port)];
        await scene.connect(port);
        await waiting.send('waiting\n');
        await done.send('done\n');
        await jobs.came(['waiting', 'done'], 'in any order');
        jobs.answer('done', 'done');
        expect(String(await done.receiveExact(5)), 'the answer to a client').to.equal('done\n');
        const closing = server.close();
        if (!(await scene.endsWithin(closing, 1500))) {
          expect.fail(
            'close() had not returned after 1500 ms, while a job of a client was running',
          );
        }
        await scene.noMoreSocketsWhen(before, 'close() had returned');
        await scene.refused(port);
        expect(jobs.isClosed, 'whether the pool was closed with the server').to.equal(false);
        jobs.answer('waiting', 'too late');
        await scene.settle();
        const second = await scene.atOnce(learner.openServer(HOST, jobs.pool));
        await second.close();
        await scene.noMoreSocketsWhen(before, 'close() of a server without clients had returned');
      });

      async function serve(
        scene: CheckScene,
      ): Promise<{ port: number; server: Remote<JobServer>; jobs: Jobs }> {
        const jobs = new Jobs(scene);
        scene.cleanUp(() => jobs.failAll());
        const server = await scene.opened(learner.openServer(HOST, jobs.pool));
        return { port: server.port, server, jobs };
      }
    });

    /** Threads whose jobs end when a check says so. */
    async function hire(scene: CheckScene): Promise<Crew> {
      const { path, here } = await scene.folder();
      const crew = new Crew(scene, `${path}/program.mjs`);
      scene.cleanUp(() => crew.dismiss());
      writeFileSync(here(crew.program), programFor(HOST, await crew.listen(HOST)));
      return crew;
    }
  },
});

/** The program of the threads: what a check says over a connection ends their jobs. */
function programFor(host: string, port: number): string {
  return `
import { pbkdf2Sync } from 'node:crypto';
import { connect } from 'node:net';
import { parentPort } from 'node:worker_threads';
const control = connect(${port}, '${host}');
let rest = '';
control.setEncoding('utf8').on('data', (text) => {
  const lines = (rest + text).split('\\n');
  rest = lines.pop();
  for (const line of lines) {
    const { answer, end } = JSON.parse(line);
    if (end === 'throw') throw new Error('The program of a thread has failed, as a check told it');
    if (end === 'exit') process.exit(1);
    if (end === 'loop') {
      control.write('"computing"\\n');
      // Such a call is long, and goes on when the thread is told to end.
      for (;;) pbkdf2Sync('job', 'salt', 200_000, 64, 'sha512');
    }
    parentPort.postMessage(answer);
  }
});
control.on('close', () => process.exit());
control.on('error', () => {});
parentPort.on('message', (job) => control.write(JSON.stringify(job) + '\\n'));
`;
}

/** The threads that run such a program, as the checks see them. */
class Crew {
  readonly program: string;
  readonly #scene: CheckScene;
  readonly #server = createServer((thread) => this.#welcome(thread));
  readonly #threads = new Set<Socket>();
  /** The jobs that threads work on. */
  #busy: { readonly job: string; readonly thread: Socket }[] = [];
  readonly #begun: string[] = [];
  #trouble: string | undefined;

  constructor(scene: CheckScene, program: string) {
    this.#scene = scene;
    this.program = program;
  }

  async listen(host: string): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, host, resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  /** Waits until there are so many threads. */
  async threadsAre(count: number, when: string): Promise<void> {
    await this.#scene.eventually(
      () => this.#threads.size === count,
      () => `${this.#threads.size} threads ran when ${when}, and should be ${count}`,
    );
  }

  /** Waits until exactly these jobs have begun, in any order of those that began together. */
  async began(jobs: readonly string[]): Promise<void> {
    await this.#scene.eventually(
      () => this.#begun.length >= jobs.length || this.#trouble !== undefined,
      () => `threads have begun ${list(this.#begun)}, and should have begun ${list(jobs)}`,
    );
    await this.#scene.settle();
    this.onlyBegan(jobs);
  }

  /** Fails if threads have begun other jobs than these. */
  onlyBegan(jobs: readonly string[]): void {
    if (this.#trouble !== undefined) expect.fail(this.#trouble);
    if (list([...this.#begun].sort()) !== list([...jobs].sort())) {
      expect.fail(`threads have begun ${list(this.#begun)}, and should have begun ${list(jobs)}`);
    }
  }

  answer(job: string, answer: string): void {
    this.#tell(job, { answer });
  }

  /** Ends the thread that works on a job. */
  end(job: string, end: 'throw' | 'exit'): void {
    this.#tell(job, { end });
  }

  /** Lets the thread of a job compute without end; it says so as if it began another job. */
  block(job: string): void {
    this.#tell(job, { end: 'loop' });
  }

  dismiss(): void {
    this.#server.close();
    for (const thread of this.#threads) thread.destroy();
  }

  #tell(job: string, order: object): void {
    const told = this.#busy.find((each) => each.job === job);
    this.#busy = this.#busy.filter((each) => each !== told);
    told?.thread.write(`${JSON.stringify(order)}\n`);
  }

  #welcome(thread: Socket): void {
    this.#threads.add(thread);
    let rest = '';
    thread.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#begin(thread, String(JSON.parse(line)));
    });
    thread.on('error', () => {
      // 'close' follows.
    });
    thread.on('close', () => {
      this.#threads.delete(thread);
      this.#busy = this.#busy.filter((each) => each.thread !== thread);
    });
  }

  #begin(thread: Socket, job: string): void {
    const other = this.#busy.find((each) => each.thread === thread);
    if (other !== undefined) {
      this.#trouble ??= `a thread was given ${list([job])} while it worked on ${list([other.job])}`;
    }
    this.#begun.push(job);
    this.#busy.push({ job, thread });
  }
}

/** A pool for a server, in the process of the checks: its jobs end when a check says so. */
class Jobs {
  readonly #scene: CheckScene;
  #came: { job: string; ending: PromiseWithResolvers<string> }[] = [];
  isClosed = false;

  constructor(scene: CheckScene) {
    this.#scene = scene;
  }

  readonly pool = {
    run: (job: string): Promise<string> => {
      const ending = Promise.withResolvers<string>();
      this.#came.push({ job, ending });
      return ending.promise;
    },
    depth: (): number => this.#came.length,
    close: async (): Promise<void> => {
      this.isClosed = true;
    },
  };

  /** Waits until `run` was called for exactly these jobs. */
  async came(jobs: readonly string[], order?: 'in any order'): Promise<void> {
    await this.#scene.eventually(
      () => this.#came.length >= jobs.length,
      () => `run was called with ${this.#list()}, and should have been called with ${list(jobs)}`,
    );
    this.onlyCame(jobs, order);
  }

  onlyCame(jobs: readonly string[], order?: 'in any order'): void {
    const came = this.#came.map(({ job }) => job);
    const due = order === undefined ? jobs : [...jobs].sort();
    if (list(order === undefined ? came : came.sort()) !== list(due)) {
      expect.fail(
        `run was called with ${this.#list()}, and should have been called with ${list(jobs)}`,
      );
    }
  }

  answer(job: string, answer: string): void {
    this.#came.findLast((each) => each.job === job)?.ending.resolve(answer);
  }

  fail(job: string, code: string | undefined): void {
    const error = Object.assign(new Error('This job has failed'), code && { code });
    this.#came.findLast((each) => each.job === job)?.ending.reject(error);
  }

  /** Leaves a job out of those that came, or all of them. */
  forget(job?: string): void {
    this.#came = this.#came.filter((each) => job !== undefined && each.job !== job);
  }

  failAll(): void {
    for (const { ending } of this.#came) ending.reject(new Error('The check has ended'));
  }

  #list(): string {
    return list(this.#came.map(({ job }) => job));
  }
}

/** Waits for the answer of a job, and compares it. */
async function equal(
  answer: Promise<string> | undefined,
  due: string,
  what: string,
): Promise<void> {
  expect(await answer, `what run() returned for ${what}`).to.equal(due);
}

/** Expects a job to fail with EBUSY. */
async function refusal(scene: CheckScene, job: Promise<string>, when: string): Promise<void> {
  job.catch(() => {});
  if (!(await scene.endsWithin(settled(job), 1500))) {
    expect.fail(`run() had not failed after 1500 ms, ${when}: it should fail at once`);
  }
  const error = await scene.errorOf(job, `run() ${when}`);
  expect(error.code, `the code of the error of run(), ${when}`).to.equal('EBUSY');
}

/** Expects a job to fail, whatever the error. */
async function failsInTime(scene: CheckScene, job: Promise<string>, what: string): Promise<void> {
  job.catch(() => {});
  if (!(await scene.endsWithin(settled(job), 1500))) {
    expect.fail(`${what} had neither failed nor returned after 1500 ms`);
  }
  await scene.errorOf(job, what);
}

async function settled(job: Promise<string>): Promise<void> {
  await job.catch(() => {});
}

/** Fails if threads still run: each of them has a socket. */
function threadsHaveEnded(scene: CheckScene, before: number): void {
  const left = scene.openSockets() - before;
  if (left > 0) {
    expect.fail(
      `When close() had returned, ${left} ${left === 1 ? 'thread' : 'threads'} still ran`,
    );
  }
}

function list(jobs: readonly string[]): string {
  return jobs.length === 0 ? 'nothing' : jobs.map((job) => JSON.stringify(job)).join(', ');
}
