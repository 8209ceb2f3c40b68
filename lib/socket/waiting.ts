/** A system call that may have to wait, and how its waiting ends. */

import { constants } from 'node:os';
import { SocketError, type SocketErrorContext } from './errors.ts';
import type { Direction, Registration, Waiter } from './reactor.ts';
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

/** A system call that may have to wait. */
export interface Operation {
  readonly syscall: string;
  readonly direction: Direction;
  /** Makes the call and returns what it returned, or `-errno`. Must not throw. */
  readonly attempt: () => number;
  /** What an error should say the call was about. */
  readonly context?: (() => SocketErrorContext) | undefined;
}

/** When and why to give up waiting. */
export interface Limit {
  readonly timeout: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** The error number that running out of time gives. */
  readonly lateErrno?: number;
}

/** Makes the call once; again if a signal of the operating system interrupted it. */
export function attempt(operation: Operation): number {
  for (;;) {
    const result = operation.attempt();
    if (result !== -EINTR) return result;
  }
}

/** The error of a failed call. */
export function failure(operation: Operation, errno: number): SocketError {
  return new SocketError(operation.syscall, errno, operation.context?.());
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
export function wait(
  registration: Registration,
  operation: Operation,
  { timeout, signal, lateErrno = ETIMEDOUT }: Limit,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    const waiter: Waiter = {
      attempt() {
        const result = attempt(operation);
        if (result === -EAGAIN) return false;
        settle();
        if (result >= 0) resolve(result);
        else reject(failure(operation, -result));
        return true;
      },
      closed() {
        settle();
        reject(new SocketError(operation.syscall, EBADF));
      },
    };
    const giveUp = (error: Error): void => {
      settle();
      registration.remove(operation.direction, waiter);
      reject(error);
    };
    const abort = (): void => giveUp(abortError(signal));

    const result = registration.add(operation.direction, waiter);
    if (result < 0) return reject(new SocketError('epoll_ctl', -result));
    signal?.addEventListener('abort', abort);
    if (timeout !== undefined) {
      timer = setTimeout(() => giveUp(failure(operation, lateErrno)), timeout);
    }
  });
}

function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error('The operation was aborted', { cause: signal?.reason });
  error.name = 'AbortError';
  return coded(error, 'ABORT_ERR');
}
