/** A system call that may have to wait, and how its waiting ends. */

import { constants } from 'node:os';
import { SocketError, type SocketErrorContext } from '../system/errors.ts';
import {
  checkDeadline,
  checkOptions,
  checkTimeLeft,
  coded,
  refuseType,
} from '../system/validate.ts';
import type { Direction, Registration, Waiter } from './registration.ts';

const { EAGAIN, EBADF, EINTR, ETIMEDOUT } = constants.errno;

/** Limits of a call that may have to wait. */
export interface WaitOptions {
  /**
   * The longest time to wait, in milliseconds; then the call fails with ETIMEDOUT. With 0 it fails
   * with EAGAIN instead of waiting. A negative time is over already: the call is tried once, and fails
   * with ETIMEDOUT instead of waiting.
   */
  readonly timeout?: number | undefined;
  /**
   * The time when waiting ends, in milliseconds of `performance.now()`: one limit for several calls. Then
   * the call fails with ETIMEDOUT; after it, where it would have to wait. With `timeout` too, the earlier
   * of both counts.
   */
  readonly deadline?: number | undefined;
  /** Ends the call with an AbortError; its `cause` is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A system call that may have to wait, and ends in a `T`. */
export interface Operation<T> {
  readonly syscall: string;
  readonly direction: Direction;
  /** `MSG_` flags: with MSG_DONTWAIT this one call fails with EAGAIN instead of waiting. */
  readonly flags?: number | undefined;
  /** Makes the call and returns what it returned, or `-errno`. Must not throw. */
  readonly attempt: (fd: number) => number;
  /** Makes the caller's result of the call's. Must not throw. */
  readonly finish: (result: number) => T;
  /** The address or the path for an error's message, and advice where there is some. */
  readonly context?: ((errno: number) => SocketErrorContext) | undefined;
  /** Fields that every error of this operation carries, such as the bytes sent so far. */
  readonly progress?: (() => object) | undefined;
}

/** Limits of a wait. */
export interface WaitTimeout {
  readonly timeout: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** The error number that running out of time gives. */
  readonly lateErrno?: number;
}

/** Makes the call once; again if a signal of the operating system interrupted it. */
export function attempt(operation: Operation<unknown>, fd: number): number {
  for (;;) {
    const result = operation.attempt(fd);
    if (result !== -EINTR) return result;
  }
}

/** The error of a failed call. */
export function failure(operation: Operation<unknown>, errno: number): SocketError {
  return blame(operation, new SocketError(operation.syscall, errno, operation.context?.(errno)));
}

function blame<E extends Error>(operation: Operation<unknown>, error: E): E {
  return Object.assign(error, operation.progress?.());
}

/** Checks all limits, before anything is begun that they limit. Gives the time left, as `timeLeft` does. */
export function checkWait(options: WaitOptions): number | undefined {
  checkSignal(checkOptions(options).signal);
  return timeLeft(options);
}

/**
 * The time that is left to wait, in milliseconds: undefined without a limit, negative if it is over.
 *
 * @param otherwise the timeout where the options set no limit of time
 */
export function timeLeft(options: WaitOptions, otherwise?: number): number | undefined {
  const { timeout, deadline } = checkOptions(options);
  if (deadline === undefined) return checkTimeLeft(timeout ?? otherwise);
  const left = checkDeadline(deadline) ?? Number.POSITIVE_INFINITY;
  return checkTimeLeft(Math.min(left, checkTimeLeft(timeout) ?? Number.POSITIVE_INFINITY));
}

/** The limits for the calls of one operation, of which none is to begin the time anew. */
export function limitsOf(options: WaitOptions): WaitOptions {
  const left = timeLeft(options);
  const { timeout, signal } = options;
  // These say how each call waits, not until when.
  if (left === undefined || timeout === 0) return options;
  return { deadline: performance.now() + left, signal };
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
  limits: WaitTimeout,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const waiter = new OperationWaiter(operation, registration, resolve);
    const result = registration.add(operation.direction, waiter);
    if (result < 0) reject(new SocketError('epoll_ctl', -result));
    else waiter.limit(limits);
  });
}

/**
 * Fails with an error whose stack names the line that awaits the call. V8 finds it only for an error
 * that is made in a job of the promise which the caller's follows: two jobs after it was resolved.
 */
async function failLater(makeError: () => Error): Promise<never> {
  await undefined;
  await undefined;
  throw makeError();
}

/** An operation in the queue of its descriptor. */
class OperationWaiter<T> implements Waiter {
  readonly #operation: Operation<T>;
  readonly #registration: Registration;
  readonly #resolve: (value: T | Promise<never>) => void;
  #timer: NodeJS.Timeout | undefined;
  #signal: AbortSignal | undefined;
  #abort: (() => void) | undefined;
  #isSettled = false;

  constructor(
    operation: Operation<T>,
    registration: Registration,
    resolve: (value: T | Promise<never>) => void,
  ) {
    this.#operation = operation;
    this.#registration = registration;
    this.#resolve = resolve;
  }

  attempt(): boolean {
    const operation = this.#operation;
    const result = attempt(operation, this.#registration.fd);
    if (result === -EAGAIN) return false;
    this.#settle();
    if (result >= 0) this.#resolve(operation.finish(result));
    else this.#resolve(failLater(() => failure(operation, -result)));
    return true;
  }

  closed(): void {
    this.#settle();
    const operation = this.#operation;
    this.#resolve(failLater(() => blame(operation, new SocketError(operation.syscall, EBADF))));
  }

  limit({ timeout, signal, lateErrno = ETIMEDOUT }: WaitTimeout): void {
    if (timeout === undefined && signal === undefined) return;
    const operation = this.#operation;
    const giveUp = (makeError: () => Error): void => {
      this.#settle();
      this.#registration.remove(operation.direction, this);
      this.#resolve(failLater(makeError));
    };
    if (timeout !== undefined) {
      this.#timer = setTimeout(() => {
        // While other code ran, the time may have passed, and the event have come that ends the wait.
        this.#registration.retry(operation.direction);
        if (!this.#isSettled) giveUp(() => failure(operation, lateErrno));
      }, timeout);
      // The call itself keeps the process alive, unless its socket is not to.
      this.#timer.unref();
    }
    this.#signal = signal;
    this.#abort = () => giveUp(() => blame(operation, abortError(signal)));
    signal?.addEventListener('abort', this.#abort);
  }

  #settle(): void {
    this.#isSettled = true;
    if (this.#abort === undefined) return;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#abort);
  }
}

/** The error of a call that its signal has ended. */
export function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error('The operation was aborted', { cause: signal?.reason });
  error.name = 'AbortError';
  return coded(error, 'ABORT_ERR');
}
