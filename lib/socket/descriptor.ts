/** A descriptor of the operating system, owned: closed exactly once, and never a stranger's. */

import { constants } from 'node:os';
import { inspect } from 'node:util';
import { setBlocking } from './creation.ts';
import { NO_TRAITS, type Traits } from './options/access.ts';
import { MSG_DONTWAIT, SHUT_WR } from './system/constants.ts';
import { SocketError } from './system/errors.ts';
import * as libc from './system/libc.ts';
import { checkTimeout, refuseType } from './system/validate.ts';
import { checkUnowned, Handle } from './wait/handle.ts';
import { type Direction, READ } from './wait/registration.ts';
import { fairly } from './wait/turn.ts';
import {
  attempt,
  checkSignal,
  failure,
  type Operation,
  timeLeft,
  type WaitOptions,
  wait,
} from './wait/waiting.ts';

const { EAGAIN, EBADF, EINPROGRESS, ETIMEDOUT } = constants.errno;

/** The method by which calls that watch several descriptors learn that one of them is closed. */
export const whenClosed: unique symbol = Symbol('whenClosed');

/** Bytes of a read that is part of a stream in flow rather than a message. */
const BULK = 16_384;

/** The part of every kind of socket: a descriptor, its end, and waiting for it. */
export abstract class Descriptor implements Disposable, AsyncDisposable {
  readonly #handle: Handle;
  #timeout: number | undefined;
  #nonblock = false;
  /** True if the number was told, or another descriptor refers to the same socket. */
  #isShared = false;

  protected traits: Traits;

  protected constructor(fd: number, traits = NO_TRAITS) {
    this.#handle = new Handle(fd, this);
    this.traits = traits;
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
    this.#isShared = true;
    return this.#handle.fd;
  }

  /**
   * True once the socket was closed or detached.
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
   * The longest time in milliseconds that each call waits, unless its options set a limit; then it
   * fails with ETIMEDOUT. Without a time (`undefined`), as in the beginning, there is no limit; 0 is
   * EAGAIN at once.
   *
   * @example
   * using socket = new UdpSocket({ host: '127.0.0.1', port: 0 });
   * socket.timeout = 10;
   * await socket.recv().catch((error) => error.code); // => 'ETIMEDOUT'
   */
  get timeout(): number | undefined {
    return this.#timeout;
  }

  set timeout(milliseconds: number | undefined) {
    this.#timeout = checkTimeout(milliseconds);
  }

  /**
   * Makes calls fail with EAGAIN where they would have to wait, as with O_NONBLOCK of `open(2)`;
   * connect fails with EINPROGRESS, and goes on in the background.
   *
   * @example
   * using socket = new UdpSocket({ host: '127.0.0.1', port: 0 });
   * socket.nonblock = true;
   * await socket.recv().catch((error) => error.code); // => 'EAGAIN'
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
   * nothing. Where SO_LINGER makes close(2) wait, it waits in a thread of Node's pool, which has four:
   * two at most wait at once, and other closes begin when they are done; their peers see the end before.
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
    if (this.traits.lingers) {
      closeLingering(fd);
      return;
    }
    const result = libc.close(fd);
    if (result < 0) throw new SocketError('close', -result);
  }

  /**
   * Gives the descriptor away: from now on the caller has to close it.
   *
   * Programs that get it, such as a child process by `stdio`, expect as a rule that read(2) and
   * write(2) wait, and would fail with EAGAIN: hand it to them with `blocking`. To this library
   * either is the same.
   *
   * @param options `blocking` clears O_NONBLOCK, for every copy of the descriptor
   *
   * @example
   * const socket = new Socket(AF_INET, SOCK_STREAM);
   * using same = Socket.fromFd(socket.detach());
   * socket.isClosed; // => true
   */
  detach({ blocking = false }: { readonly blocking?: boolean | undefined } = {}): number {
    const fd = this.#handle.release(this);
    if (fd < 0) throw new SocketError('detach', EBADF);
    if (blocking) setBlocking(fd, true);
    return fd;
  }

  /**
   * Lets calls that wait keep the process alive, as they do from the beginning.
   *
   * @example
   * using server = new TcpServer({ host: '127.0.0.1', port: 0 });
   * server.socket.unref().ref() === server.socket; // => true
   */
  ref(): this {
    this.#handle.registration.setRef(true);
    return this;
  }

  /**
   * Lets the process end though calls wait.
   *
   * @example
   * using server = new TcpServer({ host: '127.0.0.1', port: 0 });
   * server.socket.unref() === server.socket; // => true
   */
  unref(): this {
    this.#handle.registration.setRef(false);
    return this;
  }

  /**
   * True if calls that wait keep the process alive.
   *
   * @example
   * using server = new TcpServer({ host: '127.0.0.1', port: 0 });
   * server.unref();
   * server.socket.hasRef(); // => false
   */
  hasRef(): boolean {
    return this.#handle.registration.isRef;
  }

  /** Closes the descriptor at the end of the block that declared it with `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Closes the descriptor at the end of the block that declared it with `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  /** The text of console.log. */
  [inspect.custom](): string {
    const { name } = this.constructor;
    return this.isClosed ? `${name} (closed)` : `${name} fd ${this.#handle.fd}`;
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

  /** Notes that code outside of this object can reach its socket, and with that its O_NONBLOCK. */
  protected noteShared(): void {
    this.#isShared = true;
  }

  /**
   * Sets O_NONBLOCK again if it was lost: it belongs to all copies of the descriptor, and Node clears
   * it for a child's `stdio`. For calls that know no MSG_DONTWAIT.
   */
  protected keepNonblocking(): void {
    if (this.#isShared) setBlocking(this.#handle.fd, false);
  }

  /**
   * Makes the call that `prepare` describes, and waits as often as it answers EAGAIN. What `prepare`
   * throws is what the promise rejects with.
   */
  protected perform<T>(prepare: () => Operation<T>, options: WaitOptions): Promise<T> {
    try {
      const operation = prepare();
      const fd = this.open(operation.syscall);
      const milliseconds = timeLeft(options, this.#timeout);
      const { signal } = options;
      checkSignal(signal);
      const { registration } = this.#handle;
      const { flags = 0 } = operation;
      const mayWait = !this.#nonblock && milliseconds !== 0 && !(flags & MSG_DONTWAIT);
      const isOver = milliseconds !== undefined && milliseconds < 0;
      if (registration.isIdle(operation.direction)) {
        const isVain = mayWait && !isOver && operation.direction === READ && registration.isDrained;
        const result = isVain ? -EAGAIN : attempt(operation, fd);
        if (result >= 0) return fairly(operation.finish(result));
        if (result !== -EAGAIN) throw failure(operation, -result);
      }
      const lateErrno = operation.syscall === 'connect' ? EINPROGRESS : EAGAIN;
      if (!mayWait) throw failure(operation, lateErrno);
      if (isOver) throw failure(operation, ETIMEDOUT);
      if (milliseconds !== undefined) {
        return wait(registration, operation, { timeout: milliseconds, signal });
      }
      const { receiveTimeout, sendTimeout } = this.traits;
      const habit = (operation.direction === READ ? receiveTimeout : sendTimeout) || undefined;
      return wait(registration, operation, { timeout: habit, signal, lateErrno });
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Notes that a read took `result` bytes of `room`, and with that perhaps all there was. Only TCP
   * allows the conclusion: Unix sockets also stop between messages of different senders. And while
   * much was copied, more has come.
   */
  protected noteRead(result: number, room: number): void {
    const isAll = result > 0 && result < Math.min(room, BULK);
    if (isAll && this.traits.isTcp) this.#handle.registration.noteDrained();
  }

  /** True if no call of this direction waits. */
  protected isIdle(direction: Direction): boolean {
    return this.#handle.registration.isIdle(direction);
  }

  /** Lets those who wait in this direction try again after a turn of the event loop. */
  protected retrySoon(direction: Direction): void {
    setImmediate(() => this.#handle.registration.run(direction));
  }
}

/** Closes that wait for data to be delivered, SO_LINGER, at once. The rest of Node needs its pool too. */
const MOST_LINGERING = 2;

let lingering = 0;
const toLinger: number[] = [];

/** Closes a descriptor in a thread: now, or when fewer others do. */
function closeLingering(fd: number): void {
  if (lingering >= MOST_LINGERING) {
    toLinger.push(fd);
    libc.shutdown(fd, SHUT_WR);
    return;
  }
  lingering++;
  // Data that was not delivered in time is lost, and close(2) does not report it either.
  void libc.closeInThread(fd).finally(() => {
    lingering--;
    const next = toLinger.shift();
    if (next !== undefined) closeLingering(next);
  });
}

/**
 * Closes a descriptor that no object owns, such as one that was received, `close(2)`.
 *
 * Fails with EBADF if it is not open. Raises ERR_INVALID_STATE if an object of this library owns it.
 *
 * @example
 * closeDescriptor(new Socket(AF_INET, SOCK_STREAM).detach());
 */
export function closeDescriptor(fd: number): void {
  const result = libc.close(checkUnowned('close', fd));
  if (result < 0) throw new SocketError('close', -result);
}
