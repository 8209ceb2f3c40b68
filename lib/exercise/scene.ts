/** What one check is given: its inputs, its clients, and the clean-up behind it. */

import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { CheckError, Client } from './client.ts';
import type { CheckScene } from './define.ts';
import type { Fixtures } from './fixtures.ts';
import { Patience } from './patience.ts';
import { Random } from './random.ts';
import { type Remote, RemoteError, UnansweredError } from './remote.ts';
import { unhurried } from './unhurried.ts';
import { isUnwritten } from './unwritten.ts';
import { Wire } from './wire.ts';

/** A scene, and what the suite does with it once the check has ended. */
export interface Stage {
  readonly scene: CheckScene;
  readonly wire: Wire;
  /** Hears that a call of the learner's function has failed while the check goes on. */
  callFailed(error: unknown): void;
  /** Hears what the learner's code has thrown meanwhile, and nothing of it caught. */
  uncaught(message: string): void;
  /** Why somebody may wait in vain: the first failed call that was not expected, or uncaught error. */
  readonly cause: unknown;
  /** Runs all clean-ups, the latest first. */
  strike(): Promise<void>;
}

/** Where a check takes place. */
export interface StageOptions {
  readonly host: string;
  readonly seed: number;
  readonly fixtures: () => Promise<Remote<Fixtures>>;
  /** The process whose descriptors are counted. */
  readonly learnerPid: () => number;
  readonly patience?: Patience;
}

/** How long to ask for something again and again, in milliseconds. */
const longestProbe = 1500;

/** How long clients still wait once a call of the learner's has failed, in milliseconds. */
const grace = 100;

/** How long to wait for a turn of the learner's event loop when a check is over, in milliseconds. */
const longestTurn = 50;

/** Sets the scene for one check. */
export function setStage({
  host,
  seed,
  fixtures,
  learnerPid,
  patience = new Patience(),
}: StageOptions): Stage {
  const wire = new Wire();
  const cleanUps: (() => Promise<unknown> | unknown)[] = [];
  const random = new Random(seed);
  const hopeless = new AbortController();
  const failures: unknown[] = [];
  const uncaught: CheckError[] = [];
  const expected = new Set<unknown>();
  let clients = 0;
  const scene: CheckScene = {
    random,
    async connect(port, { to = host, from } = {}) {
      clients += 1;
      const client = await Client.connect(
        { host: to, port, from },
        { wire, name: `client ${clients}`, hopeless: hopeless.signal, patience },
      );
      cleanUps.push(() => client.destroy());
      return client;
    },
    async listener() {
      const listener = await (await fixtures()).listen(host);
      cleanUps.push(() => listener.close());
      return listener;
    },
    async refused(port) {
      await eventually(
        async () => {
          const client = await Client.connect(
            { host, port },
            { wire: new Wire(), name: '', patience },
          ).catch(() => undefined);
          client?.destroy();
          return client === undefined;
        },
        () => `${host}:${port} still accepts connections`,
        patience,
      );
      wire.note(`nobody listens on ${host}:${port} any more`);
    },
    // Not a port of the range that the system gives to clients: one of them may take it meanwhile.
    async freePort() {
      for (;;) {
        const port = 10_000 + Math.floor(20_000 * Math.random());
        try {
          await stop((await listen(host, port)).server);
          return port;
        } catch {
          // Somebody listens there: try another port.
        }
      }
    },
    async takenPort() {
      const { server, port } = await listen(host);
      cleanUps.push(() => stop(server));
      wire.note(`another server listens on ${host}:${port}`);
      return port;
    },
    async silentPort() {
      // Loaded here because few checks need it: it brings the whole library of sockets with it.
      const { takePort } = await import('./silent-port.ts');
      const { port, keepSilent, dispose } = takePort(host);
      cleanUps.push(dispose);
      await keepSilent();
      wire.note(`${host}:${port} answers nothing, neither yes nor no`);
      return port;
    },
    async fadingPort() {
      const fading = await (await fixtures()).refuse(host);
      cleanUps.push(() => fading.close());
      wire.note(`${host}:${fading.port} refuses at first, and later answers nothing`);
      return fading;
    },
    async settle() {
      const { turn } = await fixtures();
      for (let time = 0; time < 5; time += 1) await turn();
    },
    async countSockets() {
      const counting = await (await fixtures()).countSockets();
      cleanUps.push(() => counting.stop());
      return counting;
    },
    openSockets: () => openSocketsOf(learnerPid()),
    noMoreSocketsThan(count) {
      const left = () => openSocketsOf(learnerPid()) - count;
      return eventually(
        () => left() <= 0,
        () => stillOpen(left()),
        patience,
      );
    },
    async errorOf(call) {
      const error: unknown = await call.then(
        () => new CheckError('The call succeeded, and an error was expected'),
        (thrown: unknown) => thrown,
      );
      if (!(error instanceof RemoteError) || isUnwritten(error)) throw error;
      expected.add(error);
      return error;
    },
    eventually: (probe, message) => eventually(probe, message, patience),
    unhurried: (body) => unhurried(body, patience),
    cleanUp: (action) => cleanUps.push(action),
  };
  return {
    scene,
    wire,
    get cause() {
      const unexpected = failures.filter((error) => !expected.has(error));
      const answered = unexpected.find((error) => !(error instanceof UnansweredError));
      return answered ?? uncaught[0] ?? unexpected[0];
    },
    uncaught(message) {
      wire.note(`the notebook threw ${message}, which nothing caught`);
      uncaught.push(new CheckError(`Your code threw ${message}, and nothing caught it`));
    },
    callFailed(error) {
      failures.push(error);
      const giveUp = () => {
        if (!expected.has(error)) hopeless.abort();
      };
      setTimeout(giveUp, grace).unref();
    },
    async strike() {
      for (const action of cleanUps.reverse()) {
        // What a clean-up meets, such as a server that was never started, is not what was checked.
        await Promise.resolve()
          .then(action)
          .catch(() => {});
      }
      if (cleanUps.length > 0) await lastWords(fixtures);
    },
  };
}

/** Waits for what the learner's code throws as its sockets are closed: it is none of the next check's. */
async function lastWords(fixtures: StageOptions['fixtures']): Promise<void> {
  const turned = fixtures().then(({ turn }) => turn());
  // Who cannot answer any more is not waited for.
  await Promise.race([turned.catch(() => {}), pause(longestTurn, undefined, { ref: false })]);
}

async function eventually(
  probe: () => boolean | Promise<boolean>,
  message: () => string,
  patience: Patience,
): Promise<void> {
  let isLate = false;
  const limit = patience.limit(longestProbe, () => {
    isLate = true;
  });
  try {
    while (!(await probe())) {
      if (isLate) throw new CheckError(`After ${longestProbe} ms ${message()}`);
      await pause(5);
    }
  } finally {
    limit.end();
  }
}

async function listen(
  host: string,
  wanted = 0,
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((connection) => connection.destroy());
  server.listen(wanted, host);
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await closed;
}

function stillOpen(count: number): string {
  return `${count} of your sockets ${count === 1 ? 'is' : 'are'} still open; your code should have closed ${count === 1 ? 'it' : 'them'}`;
}

/** Counts a process's sockets from outside, where its own code has no say. */
function openSocketsOf(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((descriptor) => {
    try {
      return readlinkSync(`${folder}/${descriptor}`).startsWith('socket:');
    } catch {
      // The descriptor was closed since the folder was read.
      return false;
    }
  }).length;
}
