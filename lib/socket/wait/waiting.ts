/** A system call that may have to wait, and how its waiting ends. */

import { constants } from 'node:os';
import { SocketError, type SocketErrorContext } from './errors.ts';
import type { Direction, Registration, Waiter } from './registration.ts';
import { checkOptions, checkTimeout, coded, refuseType } from './validate.ts';

const { EAGAIN, EBADF, EINTR, ETIMEDOUT } = constants.errno;

/** How long a call may wait. */
export interface WaitOptions {
  /**
   * The longest time to wait, in milliseconds; then the call fails with ETIMEDOUT. With 0 it fails
   * with EAGAIN instead of waiting.
   */
  readonly timeout?: number | undefined;
  /** Ends the call with an AbortError, whose `cause` is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A system call that may have to wait, and ends in a `T`. */
export interface Operation<T> {
  readonly syscall: string;
  readonly direction: Direction;
  /** Whether this one call fails with EAGAIN instead of waiting. */
  readonly dontWait?: boolean | undefined;
  /** Makes the call and returns what it returned, or `-errno`. Must not throw. */
  readonly attempt: () => number;
  /** What the caller gets, made of what the call returned. Must not throw. */
  readonly finish: (result: number) => T;
  /** What an error should say the call was about. */
  readonly context?: (() => SocketErrorContext) | undefined;
  /** What every error of this operation carries, such as how far it came. */
  readonly progress?: (() => object) | undefined;
}

/** When and why to give up waiting. */
export interface Limit {
  readonly timeout: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** The error number that running out of time gives. */
  readonly lateErrno?: number;
}

/** Makes the call once; again if a signal of the operating system interrupted it. */
export function attempt(operation: Operation<unknown>): number {
  for (;;) {
    const result = operation.attempt();
    if (result !== -EINTR) return result;
  }
}

/** The error of a failed call. */
export function failure(operation: Operation<unknown>, errno: number): SocketError {
  return blame(operation, new SocketError(operation.syscall, errno, operation.context?.()));
}

function blame<E extends Error>(operation: Operation<unknown>, error: E): E {
  return Object.assign(error, operation.progress?.());
}

/** Checks both options, before anything is begun that they limit. */
export function checkWait(options: WaitOptions): void {
  const { timeout, signal } = checkOptions(options);
  checkTimeout(timeout);
  checkSignal(signal);
}

/** Raises an AbortError if the signal is aborted already. */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  if (typeof signal?.aborted !== 'boolean' || typeof signal.addEventListener !== 'function') {
    refuseType('signal', 'an AbortSignal', signal);
  }
  if (signal.aborted) throw abortError(signal);
}

/** Waits until the call answers something else than EAGAIN. */
export function wait<T>(
  registration: Registration,
  operation: Operation<T>,
  limit: Limit,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const waiter = new OperationWaiter(operation, resolve, reject);
    const result = registration.add(operation.direction, waiter);
    if (result < 0) reject(new SocketError('epoll_ctl', -result));
    else waiter.limit(registration, limit);
  });
}

/** An operation in the queue of its descriptor. */
class OperationWaiter<T> implements Waiter {
  readonly #operation: Operation<T>;
  readonly #resolve: (value: T) => void;
  readonly #reject: (error: Error) => void;
  #timer: NodeJS.Timeout | undefined;
  #signal: AbortSignal | undefined;
  #abort: (() => void) | undefined;

  constructor(
    operation: Operation<T>,
    resolve: (value: T) => void,
    reject: (error: Error) => void,
  ) {
    this.#operation = operation;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  attempt(): boolean {
    const operation = this.#operation;
    const result = attempt(operation);
    if (result === -EAGAIN) return false;
    this.#settle();
    if (result >= 0) this.#resolve(operation.finish(result));
    else this.#reject(failure(operation, -result));
    return true;
  }

  closed(): void {
    this.#settle();
    this.#reject(blame(this.#operation, new SocketError(this.#operation.syscall, EBADF)));
  }

  limit(registration: Registration, { timeout, signal, lateErrno = ETIMEDOUT }: Limit): void {
    if (timeout === undefined && signal === undefined) return;
    const operation = this.#operation;
    const giveUp = (error: Error): void => {
      this.#settle();
      registration.remove(operation.direction, this);
      this.#reject(error);
    };
    if (timeout !== undefined) {
      this.#timer = setTimeout(() => giveUp(failure(operation, lateErrno)), timeout);
    }
    this.#signal = signal;
    this.#abort = () => giveUp(blame(operation, abortError(signal)));
    signal?.addEventListener('abort', this.#abort);
  }

  #settle(): void {
    if (this.#abort === undefined) return;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#abort);
  }
}

function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error('The operation was aborted', { cause: signal?.reason });
  error.name = 'AbortError';
  return coded(error, 'ABORT_ERR');
}
