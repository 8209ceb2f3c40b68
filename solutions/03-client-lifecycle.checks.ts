/** The hidden checks of exercise 03. */

import { once } from 'node:events';
import { createServer, type Socket as NetSocket } from 'node:net';
import { setTimeout as pass } from 'node:timers/promises';
import { expect } from 'chai';
import type { Socket } from 'wirebook';
import { type CheckScene, defineExercise, type Remote, type Scale } from 'wirebook/exercise';

interface Contract {
  readonly knock: (host: string, port: number, patience: number) => Promise<Reception>;
  readonly waitForServer: (host: string, port: number, limits: Limits) => Promise<Socket>;
  readonly connectToFirst: (host: string, ports: number[], timing: Timing) => Promise<Socket>;
}

type Reception = 'open' | 'refused' | 'silent';

interface Limits {
  readonly pause: number;
  readonly atMost: number;
}

interface Timing {
  readonly headStart: number;
  readonly patience: number;
}

/** How much later than promised a call may end: the machine may be busy, in milliseconds. */
const grace = 700;

export default defineExercise<Contract>({
  name: '03-client-lifecycle',
  unguarded: [
    'A server that is being restarted',
    'A web site often has',
    'keeps its user waiting',
    'Browsers do it like this',
  ],
  functions: { knock: true, waitForServer: true, connectToFirst: true },
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: knock', () => {
      it('tells an open door from a closed one, whether or not anybody accepts', {
        guards: [
          'as soon as that is known',
          'it was connected',
          'need not have accepted',
          'nobody listens at this port',
        ],
        points: 1,
        hints: [
          'Who makes the connection at the server: its program or its kernel?',
          'A connect that returns is an open door, even if nothing ever comes from it. ECONNREFUSED is a closed one.',
          "if (error.code === 'ECONNREFUSED') return 'refused';",
        ],
      }, async (scene) => {
        const idle = await scene.listener();
        const { ipPort } = idle.localAddress;
        const [open, closed] = [await scene.takenPort(), await scene.freePort()];
        for (const [port, expected] of [
          [open, 'open'],
          [closed, 'refused'],
          [ipPort, 'open'],
        ] as const) {
          const call = learner.knock(HOST, port, 2000);
          const inTime = await scene.endsWithin(call, 1000);
          expect(await call, `knock("${HOST}", ${port}, 2000)`).to.equal(expected);
          if (!inTime) {
            expect.fail(
              `knock("${HOST}", ${port}, 2000) said "${expected}" after more than 1000 ms: such an answer comes at once, and is told at once`,
            );
          }
        }
      });

      it('gives up on a silent server in time, and not before', {
        guards: [
          'nobody answered for `patience` milliseconds',
          'It does not wait longer than that',
        ],
        points: 1,
        hints: [
          'How long would connect wait by itself?',
          'About two minutes. Give it a limit, in milliseconds; what is the code of the error then?',
          'await socket.connect(Addrinfo.tcp(host, port), { timeout: patience }); it fails with ETIMEDOUT.',
        ],
      }, async ({ random, silentPort, retrySlower, endsWithin }) => {
        const port = await silentPort();
        await retrySlower(async (scale) => {
          const patience = scale * random.integer(30, 40);
          const call = timed(learner.knock(HOST, port, patience));
          const inTime = await endsWithin(call, 1.6 * patience);
          const { value, elapsed } = await call;
          const what = `knock("${HOST}", ${port}, ${patience}) at a silent port`;
          expect(value, what).to.equal('silent');
          expect(elapsed, `milliseconds that ${what} waited`).to.be.at.least(patience - 5);
          if (!inTime) expect.fail(`${what} waited for ${elapsed} ms`);
        });
      });

      it('leaves no socket open, however it was received', {
        guards: ['However it ends'],
        points: 1,
        hints: [
          'Count the sockets of each case: connected, refused, silent.',
          'close() belongs on every way out; await using, or finally, takes care of all of them.',
          'await using socket = new Socket(AF_INET, SOCK_STREAM);',
        ],
      }, async (scene) => {
        const ports = [await scene.takenPort(), await scene.freePort(), await scene.silentPort()];
        const before = scene.openSockets();
        for (const port of ports) {
          const reception = await learner.knock(HOST, port, 15);
          await scene.noMoreSocketsWhen(before, `knock had returned "${reception}"`);
        }
      });
    });

    describe('Task 2: waitForServer', () => {
      it('connects as soon as the server is there, and returns a socket that works', {
        guards: ['when it is **refused**', 'It returns the connected socket'],
        points: 1,
        hints: [
          'What does your function do after a refusal, and with which socket?',
          'Close the socket that was refused, wait, make a new one, connect again. Return the one that connected, open.',
          'for (;;) { const socket = new Socket(...); try { await socket.connect(...); return socket; } catch { socket.close(); } await delay(pause); }',
        ],
      }, async (scene) => {
        const port = await scene.freePort();
        const before = scene.openSockets();
        const call = learner.waitForServer(HOST, port, { pause: 5, atMost: 2000 });
        await pass(20);
        // This server speaks first, and in pieces: its words are for the caller.
        const words = Buffer.from(`${scene.random.word()} ${scene.random.word()}`);
        const server = await serve(scene, { port, pieces: scene.random.pieces(words, 4) });
        const { value: socket, elapsed } = await timed(call);
        scene.cleanUp(() => socket.close());
        expect(elapsed, 'milliseconds from the start of the server').to.be.below(grace);
        const heard = await socket.recvExact(words.length).catch((error: Error) => error.message);
        expect(String(heard), 'what the caller received from the server').to.equal(String(words));
        await greets(scene, { socket, server });
        await scene.noMoreSocketsThan(before + 1);
        const limits = { pause: 2000, atMost: 10_000 };
        const calling = learner.waitForServer(HOST, port, limits);
        if (!(await scene.endsWithin(calling, 1000))) {
          expect.fail(
            'waitForServer with a pause of 2000 ms has not returned after 1000 ms, although the server was there from the beginning: a pause follows a refusal',
          );
        }
        const other = await calling;
        scene.cleanUp(() => other.close());
      });

      it('gives up in time with ECONNREFUSED where no server comes', {
        guards: [
          'it waits `pause` milliseconds',
          'takes no longer than `atMost`',
          'No socket of a failed attempt',
        ],
        points: 1,
        hints: [
          'Which clock says that the time is over? And how long is each pause?',
          'Take the time at the beginning. After a refusal, throw the error if another pause would end too late. Every pause is as long as the first.',
          'if (performance.now() + pause >= end) throw error;',
        ],
      }, async (scene) => {
        const port = await scene.freePort();
        const before = scene.openSockets();
        await scene.retrySlower(async (scale) => {
          // So long that a pause that doubles makes few attempts: 6, where there should be 35.
          const [pause, atMost] = [5 * scale, scale * scene.random.integer(170, 190)];
          const counting = await scene.countSockets({ port, pause });
          const call = learner.waitForServer(HOST, port, { pause, atMost });
          const { value: error, elapsed } = await timed(scene.errorOf(call));
          const { sockets, attempts } = await counting.stop();
          expect(error.code, `the code of the error, "${error.message}"`).to.equal('ECONNREFUSED');
          const what = `attempts, each with a new socket, in ${atMost} ms with a pause of ${pause} ms`;
          expect(sockets, what).to.be.at.most(atMost / pause + 2);
          expect(sockets, `${what}; another client made ${attempts}`).to.be.at.least(attempts / 3);
          expect(elapsed, `milliseconds that it tried, of ${atMost}`).to.be.within(
            atMost - 2 * pause - 5,
            atMost + grace,
          );
        });
        await scene.noMoreSocketsThan(before);
        const limits = { pause: 2000, atMost: 50 };
        const call = scene.errorOf(learner.waitForServer(HOST, port, limits));
        if (!(await scene.endsWithin(call, 1000))) {
          expect.fail(
            `waitForServer with { pause: 2000, atMost: 50 } has not ended after 1000 ms: another pause would reach beyond the end, so the first refusal is the last`,
          );
        }
        await call;
      });

      it('gives up in time where the server is silent, or falls silent after a while', {
        guards: ['even if the server never answers', '`ETIMEDOUT` where there was silence'],
        points: 1,
        hints: [
          'A single attempt may take all the time there is, and more. What limits it, and what if it is not the first?',
          'The timeout of an attempt is what is left until the end. Silence is no refusal: do not try again.',
          'await socket.connect(address, { timeout: end - performance.now() });',
        ],
      }, async (scene) => {
        const silent = await scene.silentPort();
        const before = scene.openSockets();
        await scene.retrySlower(async (scale) => {
          const limits = { pause: 20, atMost: scale * scene.random.integer(35, 50) };
          const counting = await scene.countSockets();
          const call = learner.waitForServer(HOST, silent, limits);
          const { value: error, elapsed } = await timed(scene.errorOf(call));
          const { sockets } = await counting.stop();
          expect(error.code, `the code of the error, "${error.message}"`).to.equal('ETIMEDOUT');
          expect(elapsed, `milliseconds that it tried, of ${limits.atMost}`).to.be.within(
            limits.atMost - 5,
            limits.atMost + grace,
          );
          expect(
            sockets,
            'attempts at a server that answers nothing; only a refusal is followed by another attempt',
          ).to.be.at.most(1);
          await fallsSilent(scene, scale);
        });
        await scene.noMoreSocketsThan(before);
      });
    });

    describe('Task 3: connectToFirst', () => {
      it('stays with the first server if that one answers', {
        guards: ['begins with the first port', 'no timer runs on'],
        points: 1,
        hints: [
          'When may the second attempt begin?',
          'Only when the first has failed, or has been under way for headStart milliseconds. A winner ends the race.',
          'Clear the timer of the head start when an attempt connects.',
        ],
      }, async (scene) => {
        const [first, second] = [await serve(scene), await serve(scene)];
        const ports = [first.port, second.port];
        const before = await scene.timers();
        const slow = { headStart: 60_000, patience: 60_000 };
        const socket = await learner.connectToFirst(HOST, ports, slow);
        scene.cleanUp(() => socket.close());
        await scene.noMoreTimersThan(before);
        await scene.retrySlower(async (scale) => {
          const headStart = 30 * scale;
          const timing = { headStart, patience: 1000 };
          const { value: socket, elapsed } = await timed(
            learner.connectToFirst(HOST, ports, timing),
          );
          scene.cleanUp(() => socket.close());
          await greets(scene, { socket, server: first });
          await pass(1.5 * headStart - elapsed);
          expect(second.guests.length, 'connections to the second server').to.equal(0);
        });
      });

      it('goes on at once when an attempt is refused', {
        guards: ['as soon as the attempt that **began last** has failed'],
        points: 1,
        hints: [
          'Does your race wait for the head start although there is nothing to wait for?',
          'A failed attempt starts the next one immediately, and its timer is cleared.',
          'Promise.race([failed, delay(headStart)])',
        ],
      }, async (scene) => {
        const server = await serve(scene);
        const ports = [await scene.freePort(), await scene.freePort(), server.port];
        const timing = { headStart: 1200, patience: 2000 };
        const call = timed(learner.connectToFirst(HOST, ports, timing));
        const { value: socket, elapsed } = await call;
        scene.cleanUp(() => socket.close());
        expect(elapsed, 'milliseconds until it was connected').to.be.below(timing.headStart);
        await greets(scene, { socket, server });
      });

      it('starts the next attempt after the head start, and closes the one that is left', {
        guards: [
          'Attempts that are under way go on',
          'when an older one fails, nothing new begins',
          'returns the socket of the attempt that connects first',
          'It belongs to the caller',
          'All others are closed',
        ],
        points: 1,
        hints: [
          'When does each attempt begin, and what becomes of those at the silent servers when another one has won?',
          'A timer starts the next attempt one head start after the last. The winner is returned at once, and every other socket is closed.',
          'for (const socket of sockets) if (socket !== winner) socket.close();',
        ],
      }, async (scene) => {
        const server = await serve(scene);
        const silent = [await scene.silentPort(), await scene.silentPort()];
        const ports = [await scene.freePort(), ...silent, server.port];
        await scene.retrySlower(async (scale) => {
          const before = scene.openSockets();
          const headStart = scale * scene.random.integer(25, 40);
          // The first silent one fails when the second has half of its head start left.
          const timing = { headStart, patience: 1.5 * headStart };
          const call = timed(learner.connectToFirst(HOST, ports, timing));
          const inTime = await scene.endsWithin(call, headStart, headStart, 0.6 * headStart);
          const { value: socket, elapsed } = await call;
          scene.cleanUp(() => socket.close());
          await scene.noMoreSocketsWhen(before + 1, 'connectToFirst had returned');
          const what = `milliseconds until it was connected, with a head start of ${headStart}: the first port refuses, two are silent for a patience of ${timing.patience}, the fourth is open`;
          expect(elapsed, what).to.be.at.least(2 * headStart - 5);
          if (!inTime) expect.fail(`${elapsed} ${what}`);
          await greets(scene, { socket, server });
        });
      });

      it('fails when all have failed, and leaves nothing open', {
        guards: ['gives each attempt `patience` milliseconds', 'the error that came last'],
        points: 1,
        hints: [
          'Which event tells you that nobody is left in the race?',
          'The last attempt that is under way fails, and no port is left to start. Throw its error: the one that came last, whatever its place in the list.',
          'if (underWay.size === 0) reject(error);',
        ],
      }, async (scene) => {
        const silent = [await scene.silentPort(), await scene.silentPort()];
        const ports = [...silent, await scene.freePort()];
        const before = scene.openSockets();
        await scene.retrySlower(async (scale) => {
          const timing = { headStart: 15 * scale, patience: scale * scene.random.integer(35, 45) };
          // The second attempt has its own patience, and is the last to fail.
          const last = timing.headStart + timing.patience;
          const call = learner.connectToFirst(HOST, ports, timing);
          const { value: error, elapsed } = await timed(scene.errorOf(call));
          expect(error.code, `the code of the error that came last, "${error.message}"`).to.equal(
            'ETIMEDOUT',
          );
          expect(elapsed, 'milliseconds until it failed').to.be.within(last - 5, last + grace);
        });
        // The first fails by its patience, which is over before its head start; then the second is refused.
        const late = { headStart: 60_000, patience: 20 };
        const refused = await scene.errorOf(
          learner.connectToFirst(HOST, ports.slice(1), late),
          'connectToFirst at a silent port and one that refuses',
        );
        expect(
          refused.code,
          'the code of the error that came last, where the first port is silent and the next refuses',
        ).to.equal('ECONNREFUSED');
        await scene.noMoreSocketsThan(before);
      });
    });

    /** `waitForServer` keeps its limit where a server refuses for half of the time, and then is silent. */
    async function fallsSilent(scene: CheckScene, scale: Scale): Promise<void> {
      const [after, atMost, until] = [30 * scale, 60 * scale, 80 * scale];
      const fading = await scene.fadingPort();
      const waiting = learner.waitForServer(HOST, fading.port, { pause: 5, atMost });
      const ended = scene.errorOf(waiting).then(({ code }) => String(code));
      const late = fading.fallSilent({ after, until }).then(async () => {
        // The error of the call may have come with this message, and takes longer to be unpacked.
        await scene.settle();
        return `nothing within ${until} ms`;
      });
      const how = await Promise.race([ended, late]);
      // No timer of this check is to run on in the next, which counts them.
      await Promise.all([ended, late]);
      await fading.close();
      // Who was not let run meanwhile finds that the time is over before it meets the silence.
      expect(
        scale > 1 && how === 'ECONNREFUSED' ? 'ETIMEDOUT' : how,
        `the code of the error where a server refuses for ${after} ms and then is silent; atMost is ${atMost} ms`,
      ).to.equal('ETIMEDOUT');
    }

    /** A server in the process of the checks, who came to it, and what it says in pieces. */
    async function serve(
      { cleanUp }: CheckScene,
      {
        port = 0,
        pieces = [],
      }: { readonly port?: number; readonly pieces?: readonly Buffer[] } = {},
    ) {
      const guests: NetSocket[] = [];
      const speak = async (guest: NetSocket) => {
        guest.setNoDelay();
        for (const piece of pieces) {
          guest.write(piece);
          await pass(4);
        }
      };
      const server = createServer((guest) => {
        void speak(guest);
        // A guest that resets has ended, which is all a check wants to know.
        guest.on('error', () => {});
        guests.push(guest);
      });
      server.listen(port, HOST);
      await once(server, 'listening');
      cleanUp(() => {
        for (const guest of guests) guest.destroy();
        server.close();
      });
      const address = server.address();
      if (typeof address !== 'object' || address === null)
        throw new Error('The server has no port');
      return { port: address.port, guests };
    }
  },
});

interface Acquaintance {
  readonly socket: Remote<Socket>;
  readonly server: { readonly port: number; readonly guests: readonly NetSocket[] };
}

/** The socket is connected to this server: a word that is sent on it arrives there. */
async function greets(scene: CheckScene, { socket, server }: Acquaintance): Promise<void> {
  const word = scene.random.word();
  await socket.sendAll(word);
  await scene.eventually(
    () => server.guests.length > 0,
    () => `nobody has connected to the server at port ${server.port}`,
  );
  const received: string[] = [];
  for (const guest of server.guests) guest.on('data', (data) => received.push(String(data)));
  await scene.eventually(
    () => received.join('') === word,
    () => `the server received "${received.join('')}"; "${word}" was sent on the socket`,
  );
}

/** What a call gave, and how many milliseconds it took from now. */
async function timed<T>(
  call: Promise<T>,
): Promise<{ readonly value: T; readonly elapsed: number }> {
  const begin = performance.now();
  const value = await call;
  return { value, elapsed: Math.round(performance.now() - begin) };
}
