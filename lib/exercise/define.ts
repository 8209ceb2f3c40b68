/** How an exercise's checks are written. */

import type { Socket } from '../socket/index.ts';
import type { Client } from './client.ts';
import type { FadingPort } from './fixtures.ts';
import type { Random } from './random.ts';
import type { Remote, RemoteError } from './remote.ts';
import type { Scale } from './unhurried.ts';

/** What one check is worth, and what helps where it fails. */
export interface CheckOptions {
  /** Its share of the exercise's 10 points. */
  readonly points: number;
  /** From a nudge to nearly the code. */
  readonly hints: readonly [string, ...string[]];
}

/** What the checks work with. */
export interface CheckTools<Contract> {
  /** The exercise's own address, `127.0.NN.1`. */
  readonly HOST: string;
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

/** What belongs to one run of one check. */
export interface CheckScene {
  /** Inputs drawn from the seed that the result prints. */
  readonly random: Random;
  /** Connects to `port` of `HOST` a client that writes down what happens to it; it is closed when the check ends. */
  connect(
    port: number,
    options?: { readonly from?: string; readonly to?: string },
  ): Promise<Client>;
  /** A listening socket in the learner's process, to pass to a function; closed with the check. */
  listener(): Promise<Remote<Socket>>;
  /** Waits until no client can connect to `port` any more. */
  refused(port: number): Promise<void>;
  /** A port of `HOST` that nobody uses at the moment. */
  freePort(): Promise<number>;
  /** A port of `HOST` on which a server of the harness listens until the check ends. */
  takenPort(): Promise<number>;
  /** A port of `HOST` at which nobody answers, neither yes nor no, until the check ends. */
  silentPort(): Promise<number>;
  /** A port of `HOST`, in the learner's process, that refuses until it is told to fall silent. */
  fadingPort(): Promise<Remote<FadingPort>>;
  /** Lets the learner's event loop turn: what it could do by now is done. */
  settle(): Promise<void>;
  /** Counts the sockets of the library that the learner's process opens from now on. */
  countSockets(): Promise<Remote<{ stop(): number }>>;
  /** How many sockets the learner's process has open, as the system counts them. */
  openSockets(): number;
  /** Waits until the learner's process has at most `count` sockets open. */
  noMoreSocketsThan(count: number): Promise<void>;
  /** The error that a call of the learner's fails with; a call that succeeds fails the check. */
  errorOf(call: Promise<unknown>): Promise<RemoteError>;
  /** Asks `probe` again and again until it answers true, or fails with `message`. */
  eventually(probe: () => boolean | Promise<boolean>, message: () => string): Promise<void>;
  /**
   * Does what rests on short times, and once more with times five times as long where the machine
   * was so busy that the short ones proved nothing. What `body` is given is to be multiplied with.
   */
  unhurried(body: (scale: Scale) => Promise<void>): Promise<void>;
  /** Does something when the check ends, however it ends. */
  cleanUp(action: () => Promise<unknown> | unknown): void;
}

/** An exercise: its contract and its checks. */
export interface Exercise<Contract> {
  /** The exercise's name, such as `02-server-lifecycle`. */
  readonly name: string;
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

/** The loopback address of an exercise or lesson: `127.0.NN.1`. */
export function hostOf(name: string): string {
  return `127.0.${Number.parseInt(name, 10)}.1`;
}
