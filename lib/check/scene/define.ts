/** The form of an exercise's checks. */

import type { Random } from '../../base/random.ts';
import type { Socket } from '../../socket/index.ts';
import type { Client } from './client.ts';
import type { DatagramPeer } from './datagrams.ts';
import type { FadingPort, Fixtures, SocketCount } from './fixtures.ts';
import type { Remote, RemoteError } from './remote.ts';
import type { Scale } from './retry-slower.ts';

/** Points and hints of one check. */
export interface CheckOptions {
  /** Phrases of the task's text: each stands in a sentence that this check finds broken. */
  readonly guards?: readonly string[];
  /** Its share of the exercise's points. */
  readonly points: number;
  /** From a nudge to nearly the code. */
  readonly hints: readonly [string, ...string[]];
}

/** Tools of all checks of an exercise. */
export interface CheckTools<Contract> {
  /** The exercise's own address, `127.0.NN.1`. */
  readonly HOST: string;
  /** `::1`, or a second address of the exercise where this machine has no IPv6. */
  readonly HOST6: string;
  /** The learner's functions; each call runs in the learner's process. */
  readonly learner: Remote<Contract>;
  /** Groups the checks of one task. Mocha's `describe`. */
  readonly describe: (task: string, body: () => void) => void;
  /** One check. Mocha's `it`, with points and hints. */
  readonly it: (
    title: string,
    options: CheckOptions,
    body: (tools: CheckScene) => Promise<void>,
  ) => void;
}

/** Tools of one run of one check. */
export interface CheckScene {
  /** Inputs drawn from the seed that the result prints. */
  readonly random: Random;
  /** Connects a client to `port` of `HOST`. It writes to the transcript, and is closed with the check. */
  connect(
    port: number,
    options?: { readonly from?: string; readonly to?: string },
  ): Promise<Client>;
  /**
   * A socket of UDP at `HOST` and any free port, unless told. It writes to the transcript, and is
   * closed with the check.
   */
  datagrams(at?: { readonly address?: string; readonly port?: number }): Promise<DatagramPeer>;
  /** A listening socket in the learner's process, to pass to a function; closed with the check. */
  listener(): Promise<Remote<Socket>>;
  /** Two connected sockets in the learner's process, both closed with the check. */
  pair(): Promise<readonly [Remote<Socket>, Remote<Socket>]>;
  /**
   * A folder for the paths of Unix sockets, as the learner's process sees it; removed with the check.
   * `here` is the path at which the checks find a file of it: a sandbox has files of its own.
   */
  folder(): Promise<{ readonly path: string; readonly here: (path: string) => string }>;
  /** Makes Unix sockets in the learner's process, which pass descriptors to the learner's functions. */
  unix(): Promise<Pick<Remote<Fixtures>, 'accept' | 'connectTo' | 'listenAt'>>;
  /** Waits until no client can connect to `port` any more. */
  refused(port: number): Promise<void>;
  /** A port of `HOST` that is free at the moment. */
  freePort(): Promise<number>;
  /** A port of `HOST` on which a server of the harness listens until the check ends. */
  takenPort(): Promise<number>;
  /** A port of `HOST` that answers nothing, neither yes nor no, until the check ends. */
  silentPort(): Promise<number>;
  /** Listens, and answers its first client only when that one asks again, a second later. */
  slowPort(address: { readonly host: string; readonly port: number }): Promise<void>;
  /**
   * A socket of the learner's process that is bound to a port of `HOST`, and listens as soon as another
   * of that process is bound there: then `bind` succeeds and `listen` fails.
   */
  rivalPort(): Promise<number>;
  /** A port of `HOST`, in the learner's process, that refuses until it is told to fall silent. */
  fadingPort(): Promise<Remote<FadingPort>>;
  /** Lets the learner's event loop turn, so that everything that is ready has run. */
  settle(): Promise<void>;
  /**
   * Counts the sockets of the library that the learner's process opens from now on. Beside it a client
   * of that process is refused at `port`, with a pause of so many milliseconds after each attempt: a
   * busy machine delays both.
   */
  countSockets(refusing?: {
    readonly port: number;
    readonly pause: number;
  }): Promise<Remote<{ stop(): SocketCount }>>;
  /** Leaves out of the transcript all that went well so far, in a check of several parts. */
  newChapter(): void;
  /** The number of sockets that the learner's process has open, as the system counts them. */
  openSockets(): number;
  /**
   * Waits until the learner's process has at most `count` sockets open.
   *
   * @param when what should have closed them: `the server had closed`
   */
  noMoreSocketsThan(count: number, when?: string): Promise<void>;
  /** Fails if the learner's process has more than `count` sockets open at the moment `when`. */
  noMoreSocketsWhen(count: number, when: string): Promise<void>;
  /** The number of timers of the learner's process that keep it from ending. */
  timers(): Promise<number>;
  /** Waits until the learner's process has at most `count` such timers. */
  noMoreTimersThan(count: number): Promise<void>;
  /**
   * Tells whether a call ends before `steps` have passed one after the other, in milliseconds. The
   * learner's own process measures them by timers like those of the call: a busy machine delays both.
   */
  endsWithin(call: Promise<unknown>, ...steps: readonly number[]): Promise<boolean>;
  /** The result of a call that has to return at once, and to serve in the background. */
  atOnce<T>(call: Promise<T>): Promise<T>;
  /** The same of a call that opens something, which is closed at the end of the check. */
  opened<T extends { close(): unknown }>(call: Promise<T>): Promise<T>;
  /** The result of a call that has nothing to wait for any more; `what` names it, such as `close()`. */
  returns<T>(call: Promise<T>, what: string): Promise<T>;
  /** Fails if a client reaches `port` at another address of this machine than `HOST`. */
  reachedOnlyAtHost(port: number): Promise<void>;
  /**
   * Runs `body`, and fails if the learner's code has meanwhile called what its task asks to be written
   * by hand: `Class.method`, or any method of a `Class`.
   */
  byHand(
    what: 'Addrinfo' | `Socket.${keyof Socket & string}`,
    body: () => Promise<void>,
  ): Promise<void>;
  /** The error that a call of the learner's fails with; a call that succeeds fails the check. */
  errorOf(call: Promise<unknown>, what?: string): Promise<RemoteError>;
  /** Calls `probe` again and again until it returns true, or fails with `message`. */
  eventually(probe: () => boolean | Promise<boolean>, message: () => string): Promise<void>;
  /**
   * The time so far in which this process and the learner's were ready but did not run, in
   * milliseconds: by so much may an event have come late, or have been noticed late.
   */
  runDelay(): number;
  /**
   * Runs a check that rests on short times, and once more with times five times as long where the
   * machine was so busy that the short ones proved nothing. `body` multiplies its times by the scale.
   */
  retrySlower(body: (scale: Scale) => Promise<void>): Promise<void>;
  /** Runs `action` when the check ends, passed or failed. */
  cleanUp(action: () => Promise<unknown> | unknown): void;
}

/** An exercise: its contract and its checks. */
export interface Exercise<Contract> {
  /** The exercise's name, such as `02-server-lifecycle`. */
  readonly name: string;
  /** Phrases of sentences that promise nothing a check could find broken. */
  readonly unguarded?: readonly string[];
  /** The names of all functions of the contract. */
  readonly functions: Readonly<Record<keyof Contract & string, true>>;
  /** Declares the checks. Runs before the learner's code starts; it must not call the learner. */
  readonly checks: (tools: CheckTools<Contract>) => void;
}

/**
 * Defines an exercise: the default export of `solutions/NN-name.checks.ts`.
 *
 * @example
 * ```ts
 * export default defineExercise<Contract>({
 *   name: '02-server-lifecycle',
 *   functions: { greet: true },
 *   checks({ describe, it, learner, HOST }) {
 *     describe('Task 1: greet', () => {
 *       it('answers', { points: 10, hints: ['Send before you close'] }, async ({ connect }) => {
 *         expect(await learner.greet(HOST)).to.equal('hello');
 *       });
 *     });
 *   },
 * });
 * ```
 */
export function defineExercise<Contract>(exercise: Exercise<Contract>): Exercise<Contract> {
  return exercise;
}

/** The number of an exercise: 2 of `02-server-lifecycle`. */
export function numberOf(name: string): number {
  return Number.parseInt(name, 10);
}

/** The usual loopback address of an exercise, which it has in a sandbox: `127.0.NN.1`. */
export function hostOf(name: string): string {
  return `127.0.${numberOf(name)}.1`;
}
