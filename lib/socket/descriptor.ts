/** A descriptor of the operating system, owned: closed exactly once, and never a stranger's. */

import { channel } from 'node:diagnostics_channel';
import { constants } from 'node:os';
import { SocketError, type SocketErrorContext } from './errors.ts';
import * as libc from './libc.ts';
import { type Direction, Registration, type Waiter } from './reactor.ts';
import { fairly } from './turn.ts';
import { checkTimeout, coded, refuseType } from './validate.ts';

const { EAGAIN, EBADF, EINTR, ETIMEDOUT } = constants.errno;

/** How long a call may wait. */
export interface WaitOptions {
  /** The longest time to wait in milliseconds; then the call fails with ETIMEDOUT. */
  readonly timeout?: number | undefined;
  /** Ends the call with an AbortError. */
  readonly signal?: AbortSignal | undefined;
}

/** What `wirebook.socket.open`, `.bind`, `.listen`, `.accept` and `.close` publish. */
export interface SocketEvent {
  /** The socket; undefined if it was forgotten, and closed by the garbage collector. */
  readonly socket: Descriptor | undefined;
  /** Its descriptor. */
  readonly fd: number;
}

/** A system call that may have to wait. */
export interface Operation {
  readonly syscall: string;
  readonly direction: Direction;
  /** Makes the call and returns what it returned, or `-errno`. Must not throw. */
  readonly attempt: () => number;
  /** What an error should say the call was about. */
  readonly context?: (() => SocketErrorContext) | undefined;
  /** The error number that running out of time gives, where it is not ETIMEDOUT. */
  readonly lateErrno?: number | undefined;
}

const opened = channel('wirebook.socket.open');
const closed = channel('wirebook.socket.close');

/** The part of a descriptor that outlives a forgotten object. It must not refer to the object. */
class Handle {
  fd: number;
  readonly registration: Registration;

  constructor(fd: number) {
    this.fd = fd;
    this.registration = new Registration(fd);
  }

  /** Forgets the number, and returns it, for someone else to close. */
  release(): number {
    const { fd } = this;
    this.fd = -1;
    this.registration.end();
    return fd;
  }
}

const forgotten = new FinalizationRegistry<Handle>((handle) => {
  const fd = handle.release();
  process.emitWarning(`Socket with descriptor ${fd} was never closed; closed it now`, {
    code: 'WIREBOOK_SOCKET_FORGOTTEN',
    detail: 'Call close(), or declare the socket with "await using".',
  });
  libc.close(fd);
  closed.publish({ socket: undefined, fd } satisfies SocketEvent);
});

/** What every kind of socket has in common: a descriptor, its end, and how to wait for it. */
export abstract class Descriptor implements Disposable, AsyncDisposable {
  readonly #handle: Handle;
  #timeout: number | undefined;

  /** Whether calls fail with EAGAIN where they would have to wait. */
  nonblock = false;

  protected constructor(fd: number) {
    this.#handle = new Handle(fd);
    forgotten.register(this, this.#handle, this.#handle);
    if (opened.hasSubscribers) opened.publish({ socket: this, fd } satisfies SocketEvent);
  }

  /** The number of the descriptor; -1 once it is closed. */
  fileno(): number {
    return this.#handle.fd;
  }

  /** Whether the socket was closed or detached. */
  get isClosed(): boolean {
    return this.#handle.fd < 0;
  }

  /** The longest time in milliseconds that a call waits; `undefined` for no limit. */
  get timeout(): number | undefined {
    return this.#timeout;
  }

  set timeout(milliseconds: number | undefined) {
    this.#timeout = checkTimeout(milliseconds);
  }

  /** Closes the descriptor. Calls that still wait fail with EBADF. Closing twice does nothing. */
  close(): void {
    const fd = this.#end();
    if (fd < 0) return;
    const result = libc.close(fd);
    if (result < 0) throw new SocketError('close', -result);
  }

  /** Gives the descriptor away: the caller has to close it. */
  detach(): number {
    const fd = this.#end();
    if (fd < 0) throw new SocketError('detach', EBADF);
    return fd;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  /** The descriptor for `syscall`; EBADF if it is closed. */
  protected open(syscall: string): number {
    const { fd } = this.#handle;
    if (fd < 0) throw new SocketError(syscall, EBADF);
    return fd;
  }

  /** Makes the call, and waits as often as it answers EAGAIN. */
  protected perform(
    operation: Operation,
    { timeout, signal }: WaitOptions = {},
  ): number | Promise<number> {
    this.open(operation.syscall);
    const milliseconds = timeout === undefined ? this.#timeout : checkTimeout(timeout);
    checkSignal(signal);
    if (this.#handle.registration.isIdle(operation.direction)) {
      let result = operation.attempt();
      while (result === -EINTR) result = operation.attempt();
      if (result >= 0) return fairly(result);
      if (result !== -EAGAIN) throw failure(operation, -result);
    }
    if (this.nonblock || milliseconds === 0) throw failure(operation, EAGAIN);
    return this.wait(operation, { timeout: milliseconds, signal });
  }

  /** Waits until the call answers something else than EAGAIN. */
  protected wait(operation: Operation, { timeout, signal }: WaitOptions): Promise<number> {
    return new Promise((resolve, reject) => {
      const { registration } = this.#handle;
      const { direction } = operation;
      let timer: NodeJS.Timeout | undefined;
      const settle = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      const waiter: Waiter = {
        attempt() {
          let result = operation.attempt();
          while (result === -EINTR) result = operation.attempt();
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
      const abort = (): void => {
        settle();
        registration.remove(direction, waiter);
        reject(abortError(signal));
      };
      const result = registration.add(direction, waiter);
      if (result < 0) return reject(new SocketError('epoll_ctl', -result));
      signal?.addEventListener('abort', abort);
      if (timeout === undefined) return;
      timer = setTimeout(() => {
        settle();
        registration.remove(direction, waiter);
        reject(failure(operation, operation.lateErrno ?? ETIMEDOUT));
      }, timeout);
    });
  }

  #end(): number {
    const { fd } = this.#handle;
    // Before it is closed, so that a subscriber can still ask the socket for its last figures.
    if (fd >= 0 && closed.hasSubscribers) {
      closed.publish({ socket: this, fd } satisfies SocketEvent);
    }
    forgotten.unregister(this.#handle);
    return this.#handle.release();
  }
}

function failure(operation: Operation, errno: number): SocketError {
  return new SocketError(operation.syscall, errno, operation.context?.());
}

function checkSignal(signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  if (!(signal instanceof AbortSignal)) refuseType('signal', 'an AbortSignal', signal);
  if (signal.aborted) throw abortError(signal);
}

function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error('The operation was aborted', { cause: signal?.reason });
  error.name = 'AbortError';
  return coded(error, 'ABORT_ERR');
}
