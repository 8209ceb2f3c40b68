/** A descriptor of the operating system, owned: closed exactly once, and never a stranger's. */

import { constants } from 'node:os';
import { inspect } from 'node:util';
import { SocketError } from './errors.ts';
import { Handle } from './handle.ts';
import * as libc from './libc.ts';
import { type Direction, READ } from './registration.ts';
import { fairly } from './turn.ts';
import { checkOptions, checkTimeout, refuseType } from './validate.ts';
import {
  attempt,
  checkSignal,
  failure,
  type Operation,
  type WaitOptions,
  wait,
} from './waiting.ts';

const { EAGAIN, EBADF, EINPROGRESS } = constants.errno;

/** What the protocol and the options SO_LINGER, SO_RCVTIMEO and SO_SNDTIMEO ask of the library. */
export interface Habits {
  /** Whether it is a TCP socket. */
  isTcp: boolean;
  /** Whether close(2) may have to wait. */
  lingers: boolean;
  /** SO_RCVTIMEO in milliseconds, 0 for no limit. */
  receiveTimeout: number;
  /** SO_SNDTIMEO in milliseconds, 0 for no limit. */
  sendTimeout: number;
}

/** The method by which calls that watch several descriptors learn that one of them is closed. */
export const whenClosed: unique symbol = Symbol('whenClosed');

/** Bytes of a read that is part of a stream in flow rather than a message. */
const BULK = 16_384;

const USUAL: Habits = { isTcp: false, lingers: false, receiveTimeout: 0, sendTimeout: 0 };

/** What every kind of socket has in common: a descriptor, its end, and how to wait for it. */
export abstract class Descriptor implements Disposable, AsyncDisposable {
  readonly #handle: Handle;
  #timeout: number | undefined;
  #nonblock = false;

  /**
   * The kernel applies these only to descriptors that block, and ours never do: the library acts
   * in its stead.
   */
  protected habits: Readonly<Habits> = USUAL;

  protected constructor(fd: number) {
    this.#handle = new Handle(fd, this);
  }

  /** Publishes that the socket is there. To be called when it is ready to be asked about itself. */
  protected announce(): void {
    this.#handle.announce(this);
  }

  /**
   * The number of the descriptor in this process's table of open files; -1 once it is closed.
   *
   * @example
   * using socket = new Socket(AF_INET, SOCK_STREAM);
   * socket.fileno() > 2; // => true
   */
  fileno(): number {
    return this.#handle.fd;
  }

  /**
   * Whether the socket was closed or detached.
   *
   * @example
   * const socket = new Socket(AF_INET, SOCK_STREAM);
   * socket.close();
   * socket.isClosed; // => true
   */
  get isClosed(): boolean {
    return this.#handle.fd < 0;
  }

  /**
   * The longest time in milliseconds that each call waits, unless it is told otherwise; then it
   * fails with ETIMEDOUT. Without a time (`undefined`), as in the beginning, there is no limit; 0 is
   * EAGAIN at once.
   *
   * @example
   * using server = new TcpServer('127.0.0.1', 0);
   * server.timeout = 10;
   * await server.accept().catch((error) => error.code); // => 'ETIMEDOUT'
   */
  get timeout(): number | undefined {
    return this.#timeout;
  }

  set timeout(milliseconds: number | undefined) {
    this.#timeout = checkTimeout(milliseconds);
  }

  /**
   * Whether calls fail with EAGAIN where they would have to wait, as with O_NONBLOCK of `open(2)`;
   * connect fails with EINPROGRESS, and goes on in the background.
   *
   * @example
   * using server = new TcpServer('127.0.0.1', 0);
   * server.nonblock = true;
   * await server.accept().catch((error) => error.code); // => 'EAGAIN'
   */
  get nonblock(): boolean {
    return this.#nonblock;
  }

  set nonblock(value: boolean) {
    if (typeof value !== 'boolean') refuseType('nonblock', 'true or false', value);
    this.#nonblock = value;
  }

  /**
   * Closes the descriptor, `close(2)`. Calls that still wait fail with EBADF. Closing twice does
   * nothing. Where SO_LINGER makes close(2) wait, it waits in a thread.
   *
   * Fails with EBADF if someone else closed the number behind this object's back.
   *
   * @example
   * const socket = new Socket(AF_INET, SOCK_STREAM);
   * socket.close();
   * socket.fileno(); // => -1
   */
  close(): void {
    const fd = this.#handle.release(this);
    if (fd < 0) return;
    if (this.habits.lingers) {
      // What was not delivered in time is lost, and close(2) does not say so either.
      void libc.closeInThread(fd);
      return;
    }
    const result = libc.close(fd);
    if (result < 0) throw new SocketError('close', -result);
  }

  /**
   * Gives the descriptor away: from now on the caller has to close it.
   *
   * @example
   * const socket = new Socket(AF_INET, SOCK_STREAM);
   * using same = Socket.fromFd(socket.detach());
   * socket.isClosed; // => true
   */
  detach(): number {
    const fd = this.#handle.release(this);
    if (fd < 0) throw new SocketError('detach', EBADF);
    return fd;
  }

  /** Closes the descriptor at the end of the block that declared it with `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Closes the descriptor at the end of the block that declared it with `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  /** What console.log shows. */
  [inspect.custom](): string {
    const { name } = this.constructor;
    return this.isClosed ? `${name} (closed)` : `${name} fd ${this.fileno()}`;
  }

  /** @internal Calls `fn` when the descriptor is closed or given away, until that is undone. */
  [whenClosed](fn: () => void): Disposable {
    this.#handle.enders ??= new Set();
    const { enders } = this.#handle;
    enders.add(fn);
    return { [Symbol.dispose]: () => void enders.delete(fn) };
  }

  /** The descriptor for `syscall`; EBADF if it is closed. */
  protected open(syscall: string): number {
    const { fd } = this.#handle;
    if (fd < 0) throw new SocketError(syscall, EBADF);
    return fd;
  }

  /**
   * Makes the call that `prepare` describes, and waits as often as it answers EAGAIN. What `prepare`
   * throws is what the promise rejects with.
   */
  protected perform<T>(prepare: () => Operation<T>, options: WaitOptions): Promise<T> {
    try {
      const operation = prepare();
      this.open(operation.syscall);
      const { timeout = this.#timeout, signal } = checkOptions(options);
      const milliseconds = checkTimeout(timeout);
      checkSignal(signal);
      const { registration } = this.#handle;
      const mayWait = !this.#nonblock && milliseconds !== 0 && !operation.dontWait;
      if (registration.isIdle(operation.direction)) {
        const isVain = mayWait && operation.direction === READ && registration.isDrained;
        const result = isVain ? -EAGAIN : attempt(operation);
        if (result >= 0) return fairly(operation.finish(result));
        if (result !== -EAGAIN) throw failure(operation, -result);
      }
      const lateErrno = operation.syscall === 'connect' ? EINPROGRESS : EAGAIN;
      if (!mayWait) throw failure(operation, lateErrno);
      if (milliseconds !== undefined) {
        return wait(registration, operation, { timeout: milliseconds, signal });
      }
      const { receiveTimeout, sendTimeout } = this.habits;
      const habit = (operation.direction === READ ? receiveTimeout : sendTimeout) || undefined;
      return wait(registration, operation, { timeout: habit, signal, lateErrno });
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Makes the call as {@link perform} does, but running out of time is no failure: it gives 0. */
  protected async performUntil(
    prepare: () => Operation<number>,
    options: WaitOptions,
  ): Promise<number> {
    try {
      return await this.perform(prepare, options);
    } catch (error) {
      const late = options.timeout === 0 ? 'EAGAIN' : 'ETIMEDOUT';
      if (error instanceof SocketError && error.code === late) return 0;
      throw error;
    }
  }

  /**
   * Notes that a read took `result` bytes of `room`, and with that perhaps all there was. Only TCP
   * allows the conclusion: Unix sockets also stop between messages of different senders. And while
   * much was copied, more has come.
   */
  protected noteRead(result: number, room: number): void {
    const isAll = result > 0 && result < Math.min(room, BULK);
    if (isAll && this.habits.isTcp) this.#handle.registration.noteDrained();
  }

  /** Lets those who wait in this direction try again after a turn of the event loop. */
  protected retrySoon(direction: Direction): void {
    setImmediate(() => this.#handle.registration.run(direction));
  }
}
