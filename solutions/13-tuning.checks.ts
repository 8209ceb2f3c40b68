/** The hidden checks of exercise 13. */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket as NetSocket, type Server } from 'node:net';
import { expect } from 'chai';
import {
  type OptionName,
  SO_KEEPALIVE,
  SO_RCVBUF,
  SO_SNDBUF,
  SOL_SOCKET,
  SOL_TCP,
  type Socket,
  TCP_KEEPCNT,
  TCP_KEEPIDLE,
  TCP_KEEPINTVL,
  TCP_NODELAY,
  TCP_USER_TIMEOUT,
} from 'wirebook';
import { type CheckScene, defineExercise, type Remote } from 'wirebook/exercise';

interface Settings {
  readonly noDelay: boolean;
  readonly receiveRoom: number;
  readonly sendRoom: number;
  readonly noticedAfter: number | undefined;
}

interface Keepalive {
  readonly idle: number;
  readonly interval: number;
  readonly count: number;
}

interface Pool {
  readonly ask: (line: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

interface Contract {
  readonly describeOptions: (socket: Socket) => Settings;
  readonly tuneKeepalive: (socket: Socket, seconds: number) => Keepalive;
  readonly openPool: (host: string, port: number, size: number, idle: number) => Promise<Pool>;
}

/** An idle time that no check waits for, in milliseconds. */
const longIdle = 30_000;

export default defineExercise<Contract>({
  name: '13-tuning',
  functions: { describeOptions: true, tuneKeepalive: true, openPool: true },
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: describeOptions', () => {
      it('tells how it sends, and what room it has', {
        guards: [
          'returns what a socket of TCP is set to',
          '`noDelay`: true if it sends',
          '`receiveRoom` and `sendRoom`: the numbers',
          'It changes nothing',
        ],
        points: 1,
        hints: [
          'Which number did the lesson set, and which one did it read back?',
          'Read SO_RCVBUF and SO_SNDBUF, and take half of each. TCP_NODELAY is of the level SOL_TCP.',
          'receiveRoom: socket.getsockopt(SOL_SOCKET, SO_RCVBUF) / 2',
        ],
      }, async (scene) => {
        for (const noDelay of [true, false]) {
          const socket = await tcpSocket(scene);
          const [receiveRoom, sendRoom] = [
            scene.random.integer(5000, 20_000),
            scene.random.integer(30_000, 60_000),
          ];
          await set(socket, SOL_SOCKET, SO_RCVBUF, receiveRoom);
          await set(socket, SOL_SOCKET, SO_SNDBUF, sendRoom);
          await set(socket, SOL_TCP, TCP_NODELAY, noDelay);
          const before = await optionsOf(socket);
          const told = await learner.describeOptions(socket);
          expect(
            { noDelay: told.noDelay, receiveRoom: told.receiveRoom, sendRoom: told.sendRoom },
            `describeOptions of a socket for which SO_RCVBUF was set to ${receiveRoom}, SO_SNDBUF to ${sendRoom} and TCP_NODELAY to ${noDelay}`,
          ).to.deep.equal({ noDelay, receiveRoom, sendRoom });
          expect(await optionsOf(socket), 'the options after describeOptions').to.deep.equal(
            before,
          );
        }
      });

      it('tells when keepalive ends a connection', {
        guards: ['`noticedAfter`: the seconds without'],
        points: 1,
        hints: [
          'Is keepalive on? Then for how long does the system wait before the first probe, and for how long after each?',
          'The idle time, and the interval once for each probe. All three can be read while keepalive is off, but then nothing is ever noticed.',
          'noticedAfter: isOn ? idle + count * interval : undefined',
        ],
      }, async (scene) => {
        const [idle, interval, count] = [
          scene.random.integer(10, 500),
          scene.random.integer(2, 9),
          scene.random.integer(3, 9),
        ];
        for (const isOn of [true, false]) {
          const socket = await tcpSocket(scene);
          await set(socket, SOL_TCP, TCP_KEEPIDLE, idle);
          await set(socket, SOL_TCP, TCP_KEEPINTVL, interval);
          await set(socket, SOL_TCP, TCP_KEEPCNT, count);
          await set(socket, SOL_SOCKET, SO_KEEPALIVE, isOn);
          expect(
            (await learner.describeOptions(socket)).noticedAfter,
            `noticedAfter of a socket with SO_KEEPALIVE ${isOn}, an idle time of ${idle}, an interval of ${interval} and a count of ${count}`,
          ).to.equal(isOn ? idle + interval * count : undefined);
        }
      });
    });

    describe('Task 2: tuneKeepalive', () => {
      it('has a dead peer noticed in the given time', {
        guards: [
          'makes a socket of TCP notice',
          'Keepalive is on, and the idle time',
          '`seconds` may be any whole number',
        ],
        points: 1,
        hints: [
          'Add up what you have set: the idle time, and the interval for each probe. Is it the number that was given?',
          'Choose count and interval first, in whole seconds, and give all that is left to the idle time. And keepalive is off unless SO_KEEPALIVE turns it on.',
          'const idle = seconds - count * interval;',
        ],
      }, async (scene) => {
        for (const seconds of timesOf(scene)) {
          const socket = await tcpSocket(scene);
          await learner.tuneKeepalive(socket, seconds);
          const { isOn, idle, interval, count } = await optionsOf(socket);
          const what = `tuneKeepalive(socket, ${seconds})`;
          expect(isOn, `SO_KEEPALIVE after ${what}`).to.equal(true);
          expect(
            idle + interval * count,
            `idle ${idle} + count ${count} × interval ${interval} after ${what}`,
          ).to.equal(seconds);
        }
      });

      it('probes late and often enough, limits sent data as well, and returns what it has set', {
        guards: [
          'for fewer than three probes',
          'The first probe is not sent before half',
          'Data that was sent and is not acknowledged',
          'It returns the idle time',
        ],
        points: 1,
        hints: [
          'How many probes may get lost, when does the first one leave, and what about data under way?',
          'At least three probes share the second half of the time. For data there is TCP_USER_TIMEOUT, in milliseconds.',
          'socket.setsockopt(SOL_TCP, TCP_USER_TIMEOUT, seconds * 1000);',
        ],
      }, async (scene) => {
        for (const seconds of timesOf(scene)) {
          const socket = await tcpSocket(scene);
          const told = await learner.tuneKeepalive(socket, seconds);
          const { idle, interval, count, userTimeout } = await optionsOf(socket);
          const after = `after tuneKeepalive(socket, ${seconds})`;
          expect(count, `TCP_KEEPCNT ${after}`).to.be.at.least(3);
          expect(idle, `TCP_KEEPIDLE ${after}`).to.be.at.least(seconds / 2);
          expect(userTimeout, `TCP_USER_TIMEOUT ${after}`).to.equal(seconds * 1000);
          expect({ ...told }, `the result of tuneKeepalive(socket, ${seconds})`).to.deep.equal({
            idle,
            interval,
            count,
          });
        }
      });

      it('refuses other numbers, and leaves the socket as it was', {
        guards: ['For any other number it throws', 'and the socket is as it was'],
        points: 1,
        hints: [
          'What does your function do with 5, with 7.5, with 60001, and when?',
          'Look at the number before the first setsockopt, and throw a RangeError. Number.isInteger() refuses fractions, NaN and Infinity.',
          'if (!Number.isInteger(seconds) || seconds < 6 || seconds > 60_000) throw new RangeError(...);',
        ],
      }, async (scene) => {
        const socket = await tcpSocket(scene);
        const before = await optionsOf(socket);
        for (const seconds of [5, 0, -60, 7.5, 60_001, Number.NaN, Number.POSITIVE_INFINITY]) {
          const what = `tuneKeepalive(socket, ${seconds})`;
          const error = await scene.errorOf(learner.tuneKeepalive(socket, seconds), what);
          expect(error.name, `the error of ${what}`).to.equal('RangeError');
          expect(await optionsOf(socket), `the options after ${what}`).to.deep.equal(before);
        }
      });
    });

    describe('Task 3: openPool', () => {
      it('asks, and keeps its connection for the next question', {
        guards: [
          'for each line that it receives, the server',
          'The pool is there at once',
          'sends the line and a newline',
          'When it has its answer it is kept',
        ],
        points: 1,
        hints: [
          'When does your pool connect, and what becomes of a connection that has its answer?',
          'Connect in ask(), not before. An answer ends with its newline, in whatever pieces it comes: read up to it as bytes, and put the connection back for the next question.',
          "const answer = await connection.reader.readUntil('\\n');",
        ],
      }, async (scene) => {
        const server = await LineServer.open(scene, HOST);
        const pool = await open(scene, server.port, 3);
        await scene.settle();
        expect(server.peers.length, 'the connections before anything was asked').to.equal(0);
        for (const line of [scene.random.word(), '', 'wie geht’s? 🦊', 'x'.repeat(30_000)]) {
          const asked = pool.ask(line);
          const question = await server.next(asked);
          expect(question.line, 'the line that the server received').to.equal(line);
          question.peer.write(`${line}: `);
          await scene.settle();
          // Half a character is read before the other half is sent.
          const fox = Buffer.from('🦊 ');
          for (const half of [fox.subarray(0, 2), fox.subarray(2)]) {
            question.peer.write(half);
            await scene.settle();
          }
          question.peer.write('! \n');
          expect(await asked, `the answer to ${briefly(line)}`).to.equal(`${line}: 🦊 ! `);
        }
        expect(server.peers.length, 'the connections for one question after another').to.equal(1);
        expect(server.rests(), 'what the server received behind the questions').to.equal('');
      });

      it('has no more connections than it may, and asks in order', {
        guards: [
          'A connection carries one question at a time',
          'A new connection is made only if none is idle',
          'At up to so many connections',
          'further ones wait',
        ],
        points: 1,
        hints: [
          'How many questions of yours are under way at the same time, and which one is next when one has its answer?',
          'Count the questions under way. While there are fewer than size, a question begins at once; otherwise it waits at the end of a list, and whoever ends hands its place to the first.',
          'const first = waiting.shift();\nif (first) first.resolve();\nelse asking -= 1;',
        ],
      }, async (scene) => {
        for (const size of [1, 3]) {
          const server = await LineServer.open(scene, HOST);
          const pool = await open(scene, server.port, size);
          const lines = Array.from({ length: size + 4 }, (_, at) => `question ${at + 1}`);
          const answers = lines.map((line) => pool.ask(line));
          for (const answer of answers) answer.catch(() => {});
          const what = `of ${size + 4} questions that were asked at the same time, with a size of ${size}`;
          const underWay: Question[] = [];
          for (const _ of lines.slice(0, size)) underWay.push(await server.next(...answers));
          await scene.settle();
          expect(
            server.received,
            `the questions received before the first answer, ${what}`,
          ).to.have.members(lines.slice(0, size));
          expect(server.peers.length, `the connections, ${what}`).to.equal(size);
          // The last that was asked has its answer first.
          let left = lines.length - size;
          for (let question = underWay.pop(); question; question = underWay.pop()) {
            question.peer.write(`answer to ${question.line}\n`);
            const at = lines.indexOf(question.line);
            expect(await answers[at], `the answer to ${question.line}`).to.equal(
              `answer to ${question.line}`,
            );
            // One more, as soon as there is room: those that wait were asked before it.
            if (left === lines.length - size) {
              lines.push('late');
              answers.push(pool.ask('late'));
              answers.at(-1)?.catch(() => {});
              left += 1;
            }
            left -= 1;
            if (left >= 0) underWay.push(await server.next(...answers));
          }
          expect(
            server.received.slice(size),
            `the later questions in their order, ${what}`,
          ).to.deep.equal(lines.slice(size));
          expect(server.peers.length, `the connections, ${what}`).to.equal(size);
          const last = pool.ask('last');
          (await server.next(last)).peer.write('done\n');
          expect(await last, 'the answer to a question when all connections were idle').to.equal(
            'done',
          );
          expect(server.peers.length, 'the connections after that question').to.equal(size);
          await pool.close();
        }
      });

      it('uses no connection that has ended or is out of step', {
        guards: ['A connection that the server has ended', 'Nor is one on which something came'],
        points: 1,
        hints: [
          'What is there to read on an idle connection that the server has closed, and on a good one?',
          'Look before you send: a good idle connection has nothing to read, neither in the socket nor in your own buffer. If there is something, close it and look at the next; make a new one only when none is left.',
          'const ready = await poll([{ fd: connection.socket, events: POLLIN }], { timeout: 0 });',
        ],
      }, async (scene) => {
        for (const [done, spoil] of Object.entries(spoilers)) {
          const server = await LineServer.open(scene, HOST);
          const pool = await open(scene, server.port, 2);
          const both = [pool.ask('one'), pool.ask('two')];
          const asked = [await server.next(...both), await server.next(...both)];
          const [first, second] = asked.map(({ peer }) => peer);
          if (first === undefined || second === undefined) throw new Error('two were asked');
          for (const { line, peer } of asked) peer.write(`${line}!\n`);
          await Promise.all(both);
          // One of two is spoiled: the other is still good.
          const [bad, good] = scene.random.pick([
            [first, second],
            [second, first],
          ]);
          spoil(bad);
          await scene.settle();
          for (const line of ['three', 'four']) {
            await answered(scene, {
              pool,
              server,
              line,
              done: `${done} on one of two connections`,
            });
          }
          expect(
            server.peers.length,
            `the connections when ${done} on one of two, and the other was idle`,
          ).to.equal(2);
          spoil(good);
          await scene.settle();
          await answered(scene, { pool, server, line: 'five', done: `${done} on each connection` });
          expect(
            server.peers.length,
            `the connections made in all when ${done} on each of two, and one more question was asked`,
          ).to.equal(3);
          await pool.close();
        }
        const server = await LineServer.open(scene, HOST);
        const pool = await open(scene, server.port, 1);
        for (const [behind, answer] of Object.entries(surplus)) {
          const asked = pool.ask('one');
          answer((await server.next(asked)).peer);
          expect(
            await asked.catch((error: Error) => error.message),
            `an answer with ${behind} behind it`,
          ).to.equal('one!');
          await scene.settle();
          await answered(scene, {
            ...{ pool, server, line: 'two', done: `the answer before had ${behind} behind it` },
          });
        }
      });

      it('goes on when its server is lost and comes again', {
        guards: [
          'If a connection is lost before the answer',
          'the server may have acted on it',
          'If no connection can be made',
          'The questions after it are not affected',
        ],
        points: 1,
        hints: [
          'Which question fails when a connection is lost, and what becomes of its place?',
          'Only the question under way fails: with ECONNRESET, whether the stream ended or was reset. Close its connection, and hand its place on in finally, so that the next question makes a new connection.',
          "throw Object.assign(new Error('The connection was lost'), { code: 'ECONNRESET' });",
        ],
      }, async (scene) => {
        for (const [how, lose] of Object.entries(losses)) {
          const server = await LineServer.open(scene, HOST);
          const pool = await open(scene, server.port, 1);
          const [lost, ...others] = ['lost', 'second', 'third'].map((line) => pool.ask(line));
          if (lost === undefined) throw new Error('three were asked');
          for (const other of others) other.catch(() => {});
          const { peer } = await server.next(lost);
          lose(peer);
          const what = `ask("lost") when ${how}`;
          const error = await scene.errorOf(lost, what);
          expect(error.code, `the code of the error of ${what}`).to.equal('ECONNRESET');
          for (const other of others) {
            const question = await server.next(other);
            question.peer.write(`${question.line}!\n`);
            expect(await other, `the answer to a question behind one when ${how}`).to.equal(
              `${question.line}!`,
            );
          }
          expect(server.received, `the questions received when ${how}`).to.deep.equal([
            'lost',
            'second',
            'third',
          ]);
          await pool.close();
        }
        const server = await LineServer.open(scene, HOST);
        const pool = await open(scene, server.port, 2);
        await answered(scene, { pool, server, line: 'before', done: 'a server was there' });
        await server.stop();
        await scene.settle();
        for (const call of ['one', 'two', 'three', 'four'].map((line) => pool.ask(line))) {
          call.catch(() => {});
          const what = 'ask() when nobody listened';
          if (!(await scene.endsWithin(call, 1500)))
            expect.fail(`${what} had not ended after 1500 ms`);
          expect((await scene.errorOf(call, what)).code, `the error of ${what}`).to.equal(
            'ECONNREFUSED',
          );
        }
        const again = await LineServer.open(scene, HOST, server.port);
        for (const line of ['after', 'once more']) {
          await answered(scene, {
            ...{ pool, server: again, line, done: 'the server was there again' },
          });
        }
      });

      it('closes what is idle for too long, and everything at its end', {
        guards: [
          'A connection that has been idle for',
          'Each connection has keepalive',
          '`close()` ends the pool',
          'A question that is asked later',
        ],
        points: 1,
        hints: [
          'Which timers, sockets and questions does your pool have, and which of your functions ends each of them?',
          'A timer begins when a connection is put back, and is cleared when it is taken out. close() fails the questions that wait, and closes every connection, those too that are being made; then nothing is asked any more. And keepalive is an option of each socket.',
          "for (const place of waiting.splice(0)) place.reject(new Error('The pool is closed'));\nfor (const connection of all) drop(connection);",
        ],
      }, async (scene) => {
        const server = await LineServer.open(scene, HOST);
        await scene.retrySlower(async (scale) => {
          const idle = 100 * scale;
          const pool = await open(scene, server.port, 2, idle);
          const made = server.peers.length;
          await answered(scene, { pool, server, line: 'one', done: 'a pool was new' });
          const peer = server.peers[made];
          await scene.eventually(
            () => server.hasKeepalive(peer),
            () => 'a connection of the pool had no keepalive timer',
          );
          // Used in time again and again, it stays; and a question under way is not idle.
          const rest = () => scene.endsWithin(new Promise(() => {}), 0.6 * idle);
          await rest();
          await answered(scene, { pool, server, line: 'two', done: 'it was idle for a while' });
          await rest();
          const slow = pool.ask('slow');
          const question = await server.next(slow);
          await rest();
          await rest();
          question.peer.write('at last\n');
          expect(
            await slow.catch((error: Error) => error.message),
            `the answer that came later than the idle time of ${idle} ms`,
          ).to.equal('at last');
          expect(
            server.peers.length - made,
            `the connections for questions with pauses of ${0.6 * idle} ms, with an idle time of ${idle} ms`,
          ).to.equal(1);
          await scene.endsWithin(new Promise(() => {}), 1.5 * idle);
          await scene.settle();
          await new Promise((resolve) => setImmediate(resolve));
          if (peer?.readableEnded !== true && peer?.closed !== true) {
            expect.fail(
              `a connection was still open that had been idle for ${1.5 * idle} ms, with an idle time of ${idle} ms`,
            );
          }
          await pool.close();
        });

        const [before, timers] = [scene.openSockets(), await scene.timers()];
        const pool = await open(scene, server.port, 2);
        const two = [pool.ask('one'), pool.ask('two')];
        const questions = [await server.next(...two), await server.next(...two)];
        for (const { peer } of questions) peer.write('yes\n');
        await Promise.all(two);
        await scene.settle();
        expect(
          questions.map(({ peer }) => peer.readableEnded || peer.closed),
          `ends of connections that were idle for a moment, with an idle time of ${longIdle} ms`,
        ).to.deep.equal([false, false]);
        const under = [pool.ask('three'), pool.ask('four'), pool.ask('waits')];
        for (const call of under) call.catch(() => {});
        await server.next(...under);
        await server.next(...under);
        await endsAll(scene, { pool, calls: under, before, timers });
        const made = server.peers.length;
        const late = pool.ask('late');
        late.catch(() => {});
        if (!(await scene.endsWithin(late, 1500))) {
          expect.fail('ask() after close() had not ended after 1500 ms');
        }
        await scene.errorOf(late, 'ask() after close()');
        await scene.settle();
        expect(server.peers.length, 'the connections after close()').to.equal(made);

        const silent = await scene.silentPort();
        const unconnected = await open(scene, silent, 1);
        const calls = [unconnected.ask('one'), unconnected.ask('two')];
        for (const call of calls) call.catch(() => {});
        await scene.settle();
        await endsAll(scene, { pool: unconnected, calls, before, timers });
        const unused = await open(scene, server.port, 1);
        for (const line of ['one', 'two']) {
          await answered(scene, { pool: unused, server, line, done: 'a pool was new' });
        }
        await endsAll(scene, { pool: unused, calls: [], before, timers });
      });

      async function open(
        scene: CheckScene,
        port: number,
        size: number,
        idle = longIdle,
      ): Promise<Remote<Pool>> {
        return scene.opened(learner.openPool(HOST, port, size, idle));
      }
    });
  },
});

/** What a server does to an idle connection that is then no longer fit to be used. */
const spoilers: Readonly<Record<string, (peer: NetSocket) => void>> = {
  'the server had ended its stream': (peer) => peer.end(),
  'there was a reset': (peer) => peer.resetAndDestroy(),
  'a line came that was not asked for': (peer) => peer.write('surprise\n'),
  'half a line came that was not asked for': (peer) => peer.write('sur'),
};

/** Answers that leave a connection unfit to be used again. */
const surplus: Readonly<Record<string, (peer: NetSocket) => void>> = {
  'one more line': (peer) => peer.write('one!\nanother line\n'),
  'the end of the stream': (peer) => peer.end('one!\n'),
};

/** How a server leaves a question without its whole answer. */
const losses: Readonly<Record<string, (peer: NetSocket) => void>> = {
  'the stream ended without an answer': (peer) => peer.end(),
  'the stream ended within the answer': (peer) => peer.end('half an ans'),
  'the connection was reset': (peer) => peer.resetAndDestroy(),
};

/** A question that a server has received. */
interface Question {
  readonly line: string;
  readonly peer: NetSocket;
}

/** A server that receives lines, and lets the check answer. */
class LineServer {
  /** The connections that were made, in their order. */
  readonly peers: NetSocket[] = [];
  port = 0;
  /** The lines that were received, in their order. */
  readonly received: string[] = [];
  readonly #scene: CheckScene;
  readonly #server: Server;
  readonly #questions: Question[] = [];
  readonly #rests = new Map<NetSocket, Buffer>();

  private constructor(scene: CheckScene) {
    this.#scene = scene;
    this.#server = createServer({ allowHalfOpen: true }, (peer) => this.#serve(peer));
  }

  static async open(scene: CheckScene, host: string, port = 0): Promise<LineServer> {
    const server = new LineServer(scene);
    server.#server.listen(port, host);
    await once(server.#server, 'listening');
    server.port = (server.#server.address() as AddressInfo).port;
    scene.cleanUp(() => server.stop());
    return server;
  }

  /** The next question; the calls are those that may have asked it, and tell why none came. */
  async next(...calls: readonly Promise<unknown>[]): Promise<Question> {
    let failure = '';
    for (const call of calls) {
      call.catch((error: Error) => {
        failure = `. A call of ask() failed: ${error.message}`;
      });
    }
    await this.#scene.eventually(
      () => this.#questions.length > 0,
      () =>
        `no further question had come, behind ${briefly(JSON.stringify(this.received))}${failure}`,
    );
    const [question] = this.#questions.splice(0, 1);
    if (question === undefined) throw new Error('a question has come');
    return question;
  }

  /** What came behind the last newline, over all connections. */
  rests(): string {
    return Buffer.concat([...this.#rests.values()]).toString();
  }

  /** True if the system of the other end has a keepalive timer for its connection. */
  hasKeepalive(peer: NetSocket | undefined): boolean {
    const port = (peer?.remotePort ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const rows = readFileSync('/proc/net/tcp', 'latin1').split('\n');
    // Columns: number, own address, peer, state, queues, timer; 02 is the timer of keepalive.
    return rows.some((row) => {
      const [, own, , , , timer] = row.trim().split(/\s+/);
      return own?.endsWith(`:${port}`) === true && timer?.startsWith('02:') === true;
    });
  }

  /** Stops to listen, and resets every connection. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const peer of this.peers) if (!peer.destroyed) peer.resetAndDestroy();
    await closed;
  }

  #serve(peer: NetSocket): void {
    this.peers.push(peer);
    peer.setNoDelay(true);
    peer.on('error', () => {
      // A pool that closes may reset.
    });
    peer.on('data', (piece: Buffer) => {
      let rest = Buffer.concat([this.#rests.get(peer) ?? Buffer.alloc(0), piece]);
      for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
        const line = rest.toString('utf8', 0, end);
        rest = rest.subarray(end + 1);
        this.received.push(line);
        this.#questions.push({ line, peer });
      }
      this.#rests.set(peer, rest);
    });
  }
}

/** Asks and answers once; a failure tells what was done before. */
async function answered(
  scene: CheckScene,
  {
    pool,
    server,
    line,
    done,
  }: {
    readonly pool: Remote<Pool>;
    readonly server: LineServer;
    readonly line: string;
    readonly done: string;
  },
): Promise<void> {
  const asked = pool.ask(line);
  const outcome = asked.then(
    (answer) => `returned ${JSON.stringify(answer)}`,
    (error: Error) => `failed: ${error.message}`,
  );
  const question = await Promise.race([server.next(asked), outcome]);
  const what = `When ${done}, ask("${line}")`;
  if (typeof question === 'string')
    expect.fail(`${what} ${question}, and the server was not asked`);
  expect(question.line, `the question that the server received when ${done}`).to.equal(line);
  const answer = `answer ${scene.random.word()}`;
  question.peer.write(`${answer}\n`);
  expect(await outcome, what).to.equal(`returned ${JSON.stringify(answer)}`);
}

/** Closes a pool: its questions fail, and nothing of it is left. */
async function endsAll(
  scene: CheckScene,
  {
    pool,
    calls,
    before,
    timers,
  }: {
    readonly pool: Remote<Pool>;
    readonly calls: readonly Promise<unknown>[];
    readonly before: number;
    readonly timers: number;
  },
): Promise<void> {
  const closing = pool.close();
  if (!(await scene.endsWithin(closing, 1500))) {
    expect.fail('close() had not ended after 1500 ms. Does it wait for an answer?');
  }
  await closing;
  await scene.noMoreSocketsWhen(before, 'close() had returned');
  for (const call of calls) {
    if (!(await scene.endsWithin(call, 1500))) {
      expect.fail('a question that waited or was under way had not ended 1500 ms after close()');
    }
    await scene.errorOf(call, 'a question that waited or was under way at close()');
  }
  await scene.noMoreTimersThan(timers);
}

/** A connected socket of TCP in the learner's process. */
async function tcpSocket(scene: CheckScene): Promise<Remote<Socket>> {
  const listener = await scene.listener();
  await scene.connect(listener.localAddress.ipPort);
  const [socket] = await listener.accept();
  scene.cleanUp(() => socket.close());
  return socket;
}

/** The options that this exercise is about, as the system has them. */
async function optionsOf(socket: Remote<Socket>) {
  return {
    isOn: await get(socket, SOL_SOCKET, SO_KEEPALIVE),
    idle: await get(socket, SOL_TCP, TCP_KEEPIDLE),
    interval: await get(socket, SOL_TCP, TCP_KEEPINTVL),
    count: await get(socket, SOL_TCP, TCP_KEEPCNT),
    userTimeout: await get(socket, SOL_TCP, TCP_USER_TIMEOUT),
    noDelay: await get(socket, SOL_TCP, TCP_NODELAY),
    receive: await get(socket, SOL_SOCKET, SO_RCVBUF),
    send: await get(socket, SOL_SOCKET, SO_SNDBUF),
  };
}

/** Times of each kind: the shortest, the longest, those that leave a rest, and one at random. */
function timesOf(scene: CheckScene): readonly number[] {
  return [6, 7, 11, 60, 7201, 60_000, scene.random.integer(13, 59_000)];
}

/** Options by their names: of the overloads of a method, `Remote` knows the last alone. */
interface Options {
  readonly setsockopt: <T>(level: number, name: OptionName<T>, value: T) => Promise<void>;
  readonly getsockopt: <T>(level: number, name: OptionName<T>) => Promise<T>;
}

function set<T>(socket: Remote<Socket>, level: number, name: OptionName<T>, value: T) {
  // Calls pass numbers and booleans on as they are.
  return (socket as unknown as Options).setsockopt(level, name, value);
}

function get<T>(socket: Remote<Socket>, level: number, name: OptionName<T>): Promise<T> {
  return (socket as unknown as Options).getsockopt(level, name);
}

function briefly(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
