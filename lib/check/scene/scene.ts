/** The scene of one check: its inputs, its clients, and its clean-up. */

import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { Random } from '../../base/random.ts';
import { withTimeout } from '../../base/with-timeout.ts';
import { isUnwritten } from '../../exercise/stub.ts';
import { isUncompiled } from '../uncompiled.ts';
import { CheckError, Client, DiagnosedError } from './client.ts';
import { DatagramPeer } from './datagrams.ts';
import type { CheckScene } from './define.ts';
import type { Fixtures } from './fixtures.ts';
import { openSocketsOf, stillOpen } from './open-sockets.ts';
import { freePort, isOpen, listen } from './ports.ts';
import { ProcessTimeouts } from './process-timeouts.ts';
import { nameOfCall, type Remote, RemoteError, UnansweredError } from './remote.ts';
import { retrySlower, type Scale } from './retry-slower.ts';
import { Transcript } from './transcript.ts';

/** A scene, and the suite's own means to watch it and end it. */
export interface Stage {
  readonly scene: CheckScene;
  readonly transcript: Transcript;
  /** Takes the error of a call of the learner's functions; the check goes on. */
  callFailed(error: unknown): void;
  /** Takes an error that the learner's code has thrown and nothing caught. */
  uncaught(message: string): void;
  /** The error that may have let a client wait in vain: of a call that should not fail, or uncaught. */
  readonly cause: unknown;
  /** The first error that nothing caught. */
  readonly firstUncaught: unknown;
  /** Runs all clean-ups, the last one first. */
  tearDown(): Promise<void>;
}

/** The surroundings of a check. */
export interface StageOptions {
  readonly host: string;
  readonly seed: number;
  readonly fixtures: () => Promise<Remote<Fixtures>>;
  /** The process with the descriptors to count. */
  readonly learnerPid: () => number;
  readonly timeouts?: ProcessTimeouts;
}

/** Timeout of a condition that is probed again and again, in milliseconds. */
const probeTimeout = 1500;

/** Timeout of a call that is to return at once, in milliseconds of the learner's process. */
const returnTimeout = 1500;

/** Timeout of waiting clients after a call of the learner's functions has failed, in milliseconds. */
const failedCallTimeout = 100;

/** Timeout of the last turn of the learner's event loop, in milliseconds. */
const turnTimeout = 50;

/** Sets the scene for one check. */
export function setStage({
  host,
  seed,
  fixtures,
  learnerPid,
  timeouts = new ProcessTimeouts(),
}: StageOptions): Stage {
  const transcript = new Transcript();
  const cleanUps: (() => Promise<unknown> | unknown)[] = [];
  const random = new Random(seed);
  const hopeless = new AbortController();
  const failures: unknown[] = [];
  const uncaught: CheckError[] = [];
  const expected = new Set<unknown>();
  let clients = 0;
  let peers = 0;
  const scene: CheckScene = {
    random,
    async connect(port, { to = host, from } = {}) {
      clients += 1;
      const client = await Client.connect(
        { host: to, port, from },
        {
          transcript,
          name: `client ${clients}`,
          settle: () => scene.settle(),
          hopeless: hopeless.signal,
          timeouts,
        },
      );
      cleanUps.push(() => client.destroy());
      return client;
    },
    async datagrams({ address = host, port = 0 } = {}) {
      peers += 1;
      const peer = await DatagramPeer.open(
        { address, port },
        { transcript, name: `peer ${peers}`, hopeless: hopeless.signal, timeouts },
      );
      cleanUps.push(() => peer.close());
      return peer;
    },
    async listener() {
      const listener = await (await fixtures()).listen(host);
      cleanUps.push(() => listener.close());
      return listener;
    },
    async pair() {
      const [one, other] = await (await fixtures()).pair();
      cleanUps.push(
        () => one.close(),
        () => other.close(),
      );
      return [one, other];
    },
    async folder() {
      const { makeFolder, removeFolder } = await fixtures();
      const path = await makeFolder();
      cleanUps.push(() => removeFolder(path));
      return { path, here: (file) => `/proc/${learnerPid()}/root${file}` };
    },
    async unix() {
      const { accept, connectTo, listenAt } = await fixtures();
      const closing = async <T extends { close(): Promise<unknown> }>(made: Promise<T>) => {
        const socket = await made;
        cleanUps.push(() => socket.close());
        return socket;
      };
      return {
        accept: (from, timeout) => closing(accept(from, timeout)),
        connectTo: (path) => closing(connectTo(path)),
        listenAt: (path, backlog) => closing(listenAt(path, backlog)),
      };
    },
    async refused(port) {
      await eventually(
        async () => !(await isOpen(host, port, timeouts)),
        () => `${host}:${port} still accepts connections`,
        timeouts,
      );
      transcript.note(`nobody listens on ${host}:${port} any more`);
    },
    freePort: () => freePort(host),
    async takenPort() {
      const { port, close } = await listen(host);
      cleanUps.push(close);
      transcript.note(`another server listens on ${host}:${port}`);
      return port;
    },
    async silentPort() {
      // Loaded here because few checks need it: it brings the whole library of sockets with it.
      const { takePort } = await import('./silent-port.ts');
      const { port, keepSilent, dispose } = takePort(host);
      cleanUps.push(dispose);
      await keepSilent();
      transcript.note(`${host}:${port} answers nothing, neither yes nor no`);
      return port;
    },
    async slowPort({ host: slowHost, port }) {
      const { takePort } = await import('./silent-port.ts');
      const slow = takePort(slowHost, port);
      cleanUps.push(slow.dispose);
      await slow.keepSilent();
      // Disposing of it ends the call with an error, which is how it is meant to end.
      slow.answerTheSecond().catch(() => {});
      transcript.note(`${slowHost}:${port} answers its first client after a second`);
    },
    async rivalPort() {
      const rival = await (await fixtures()).rival(host);
      cleanUps.push(() => rival.close());
      transcript.note(
        `another socket listens on ${host}:${rival.port} after bind and before listen`,
      );
      return rival.port;
    },
    async fadingPort() {
      const fading = await (await fixtures()).refuse(host);
      cleanUps.push(() => fading.close());
      transcript.note(`${host}:${fading.port} refuses at first, and later answers nothing`);
      return fading;
    },
    async settle() {
      const { turn } = await fixtures();
      for (let time = 0; time < 5; time += 1) await turn();
    },
    async countSockets(refusing) {
      const counting = await (await fixtures()).countSockets(refusing && { host, ...refusing });
      cleanUps.push(() => counting.stop());
      return counting;
    },
    openSockets: () => openSocketsOf(learnerPid()),
    noMoreSocketsThan(count, when) {
      const left = () => openSocketsOf(learnerPid()) - count;
      const since = when === undefined ? '' : ` when ${when}`;
      return eventually(
        () => left() <= 0,
        () => `${stillOpen(left(), '')}${since}`,
        timeouts,
      );
    },
    newChapter() {
      transcript.rewind(0);
    },
    async noMoreSocketsWhen(count, when) {
      await scene.settle();
      const left = openSocketsOf(learnerPid()) - count;
      if (left > 0) throw new CheckError(stillOpen(left, `When ${when}, `));
    },
    async timers() {
      // That process has short timers of its own, which come and go: the least of some counts is without.
      let least = Number.POSITIVE_INFINITY;
      for (let times = 0; times < 6; times += 1) {
        least = Math.min(least, await (await fixtures()).timers());
        await delay(3);
      }
      return least;
    },
    async noMoreTimersThan(count) {
      let left = 0;
      const areOver = async () => {
        left = (await scene.timers()) - count;
        return left <= 0;
      };
      const message = () => `${left} of your timers still ${left === 1 ? 'runs' : 'run'}`;
      await eventually(areOver, message, timeouts).catch((error: unknown) => {
        if (!(error instanceof CheckError)) throw error;
        throw new DiagnosedError(
          `Your function has returned, and ${message()}, which would keep a program from ending`,
          [
            'Which timer is there no need for any more when your function returns?',
            'A timer that has lost a race runs on. Clear it, in a finally block where there may be an error.',
            'clearTimeout(timer); or delay(milliseconds, undefined, { signal }), and abort the signal',
          ],
        );
      });
    },
    async endsWithin(call, ...steps) {
      const clock = await (await fixtures()).startClock(steps);
      const late = clock.passed().then(async () => {
        // The end of the call may have come with this message, and takes longer to be unpacked.
        await scene.settle();
        return false;
      });
      const inTime = () => true;
      try {
        return await Promise.race([call.then(inTime, inTime), late]);
      } finally {
        await clock.stop();
      }
    },
    async atOnce(call) {
      const late = new DiagnosedError(
        `${nameOfCall(call)} has not returned after ${returnTimeout} ms. It is to return at once and to serve in the background: is its accept loop awaited?`,
        [
          'What does your function wait for before it returns?',
          'It may wait until it listens, but for no client: start the accept loop without await, and keep its promise.',
          'const loop = serve().catch(() => {});',
        ],
      );
      if (!(await scene.endsWithin(call, returnTimeout))) throw late;
      return call.catch((error: unknown) => {
        throw error instanceof UnansweredError ? late : error;
      });
    },
    async opened(call) {
      const server = await scene.atOnce(call);
      scene.cleanUp(() => server.close());
      return server;
    },
    async returns(call, what) {
      call.catch(() => {});
      if (!(await scene.endsWithin(call, returnTimeout))) {
        throw new CheckError(`${what} had not returned after ${returnTimeout} ms`);
      }
      return call;
    },
    async reachedOnlyAtHost(port) {
      // From 100 on there is no address that an exercise binds besides its own.
      const to = host.replace(/\d+$/, String(random.integer(100, 250)));
      if (await isOpen(to, port, timeouts)) {
        transcript.note(`a client connected to ${to}:${port}, the address given was ${host}`);
        throw new DiagnosedError(
          `A client reached ${to}:${port}, and the address that was given is ${host}: is every address of the machine bound?`,
          [
            'Who can reach a server is decided when its address is bound.',
            'The address 0.0.0.0, or none at all, is every address of the machine; bind the one that you were given.',
            'listener.bind(Addrinfo.tcp(host, port)); or server.listen(port, host);',
          ],
        );
      }
    },
    async byHand(what, body) {
      const watch = await (await fixtures()).watchCalls(what);
      cleanUps.push(() => watch.stop());
      await body();
      const [called] = await watch.stop();
      if (called === undefined) return;
      throw new DiagnosedError(
        `Your code called ${called}(). This task asks you to do by hand what ${what} does`,
        [
          `Which line of yours needs ${what}?`,
          `The task is about what ${what} does inside. Its text says what may be used instead.`,
          `Search your cells for ${called.replace(/^.*\./, '')}(, and write that part yourself.`,
        ],
      );
    },
    async errorOf(call, what = nameOfCall(call)) {
      const error: unknown = await call.then(
        (value) => new CheckError(`${what} returned ${briefly(value)}, where an error was due`),
        (thrown: unknown) => thrown,
      );
      if (!(error instanceof RemoteError) || isUnwritten(error) || isUncompiled(error)) throw error;
      expected.add(error);
      return error;
    },
    eventually: (probe, message) => eventually(probe, message, timeouts),
    runDelay: () => timeouts.runDelay(),
    retrySlower(body) {
      const { position } = transcript;
      const { length } = cleanUps;
      const once = async (scale: Scale) => {
        // What an earlier run left would go on beside this one, and a learner reads of one run alone.
        await runAll(cleanUps.splice(length));
        transcript.rewind(position);
        await body(scale);
      };
      return retrySlower(once, timeouts);
    },
    cleanUp: (action) => cleanUps.push(action),
  };
  return {
    scene,
    transcript,
    get cause() {
      const unexpected = failures.filter((error) => !expected.has(error));
      const answered = unexpected.find((error) => !(error instanceof UnansweredError));
      return answered ?? uncaught[0] ?? unexpected[0];
    },
    get firstUncaught() {
      return uncaught[0];
    },
    uncaught(message) {
      transcript.note(`the notebook threw ${message}, which nothing caught`);
      uncaught.push(new CheckError(`Your code threw ${message}, and nothing caught it`));
    },
    callFailed(error) {
      failures.push(error);
      const giveUp = () => {
        if (!expected.has(error)) hopeless.abort();
      };
      setTimeout(giveUp, failedCallTimeout).unref();
    },
    async tearDown() {
      await runAll(cleanUps);
      if (cleanUps.length > 0) await drainLateErrors(fixtures);
    },
  };
}

/** Runs clean-ups, the last one first. */
async function runAll(cleanUps: readonly (() => unknown)[]): Promise<void> {
  for (const action of cleanUps.toReversed()) {
    // An error of a clean-up, such as of a server that never started, is not a failed check.
    await Promise.resolve()
      .then(action)
      .catch(() => {});
  }
}

/**
 * Gives the learner's event loop one turn, so that errors caused by closing its sockets are not blamed
 * on the next check.
 */
async function drainLateErrors(fixtures: StageOptions['fixtures']): Promise<void> {
  const turned = fixtures().then(({ turn }) => turn());
  // The learner's process may have ended, or hang.
  await withTimeout(
    turned.catch(() => {}),
    { milliseconds: turnTimeout, onTimeout() {} },
  );
}

async function eventually(
  probe: () => boolean | Promise<boolean>,
  message: () => string,
  timeouts: ProcessTimeouts,
): Promise<void> {
  let isTimedOut = false;
  const timeout = timeouts.start(probeTimeout, () => {
    isTimedOut = true;
  });
  try {
    while (!(await probe())) {
      if (isTimedOut) throw new CheckError(`After ${probeTimeout} ms ${message()}`);
      await delay(5);
    }
  } finally {
    timeout.clear();
  }
}

function briefly(value: unknown): string {
  const text = inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY });
  return text.length > 100 ? 'a result' : text;
}
