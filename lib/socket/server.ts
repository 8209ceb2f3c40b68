/** The part of every kind of server: a listening socket, and the loops that accept. */

import { addAbortListener } from 'node:events';
import type { Addrinfo } from './address/addrinfo.ts';
import { whenClosed } from './descriptor.ts';
import { SO_ACCEPTCONN, SOL_SOCKET } from './options/option-names.ts';
import { POLLIN, poll } from './poll.ts';
import type { Socket } from './socket.ts';
import { SocketError } from './system/errors.ts';
import { refuseType } from './system/validate.ts';
import type { WaitOptions } from './wait/waiting.ts';

/** Options of everything that accepts one connection after another. */
export interface AcceptOptions {
  /**
   * Is told each error of accept that passes, while the loop goes on; what it throws ends the loop.
   * Without it, the first error of each code is printed as a warning.
   */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** Options of a listening socket. */
export interface ServerOptions extends AcceptOptions {
  /** The most connections that may queue. */
  readonly backlog?: number | undefined;
}

/**
 * A listening socket with connections of class `C`: a {@link TcpServer} or a
 * {@link UnixServer}.
 *
 * @example
 * using server: Server<TcpSocket> = new TcpServer({ host: '127.0.0.1', port: 0 });
 * server.socket.getsockopt(SOL_SOCKET, SO_ACCEPTCONN); // => true
 */
export abstract class Server<C extends Socket>
  implements AsyncIterable<C>, Disposable, AsyncDisposable
{
  /** The listening socket. */
  readonly socket: C;
  readonly #options: AcceptOptions;

  protected constructor(socket: C, options: AcceptOptions) {
    this.socket = socket;
    this.#options = options;
  }

  /**
   * The address that the server listens at.
   *
   * @example
   * using server = new TcpServer({ host: '127.0.0.1', port: 0 });
   * server.localAddress.ipAddress; // => '127.0.0.1'
   */
  get localAddress(): Addrinfo {
    return this.socket.localAddress;
  }

  /**
   * The number of the listening descriptor; -1 once it is closed.
   *
   * @example
   * using server = new TcpServer({ host: '127.0.0.1', port: 0 });
   * server.fileno() === server.socket.fileno(); // => true
   */
  fileno(): number {
    return this.socket.fileno();
  }

  /**
   * Takes a connection, and waits for one if there is none. Fails as {@link Socket.accept} does.
   *
   * @example
   * using server = new TcpServer({ host: '127.0.0.1', port: 0 });
   * using client = await TcpSocket.connect(server.localAddress);
   * using connection = await server.accept();
   * connection.remoteAddress.equals(client.localAddress); // => true
   */
  async accept(options?: WaitOptions): Promise<C> {
    const [connection] = await this.socket.accept(options);
    return connection;
  }

  /**
   * Accepts one connection after another until the server is closed. Errors that pass do not end it,
   * as {@link acceptLoop} says: they go to `onError` of the server's options.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<C, void, undefined> {
    const acceptor = new Acceptor<C>([this.socket], this.#options);
    while (!this.socket.isClosed) {
      const connection = await acceptor.next(this.socket);
      if (connection !== undefined) yield connection;
    }
  }

  /**
   * Lets {@link accept} keep the process alive while it waits, as it does from the beginning.
   *
   * @example
   * using server = new TcpServer({ host: '127.0.0.1', port: 0 });
   * server.unref().ref() === server; // => true
   */
  ref(): this {
    this.socket.ref();
    return this;
  }

  /**
   * Lets the process end though {@link accept} waits.
   *
   * @example
   * using server = new TcpServer({ host: '127.0.0.1', port: 0 });
   * server.unref() === server; // => true
   */
  unref(): this {
    this.socket.unref();
    return this;
  }

  /**
   * Closes the listening socket. Connections stay; those still in the queue are reset.
   *
   * @example
   * const server = new TcpServer({ host: '127.0.0.1', port: 0 });
   * server.close();
   * server.fileno(); // => -1
   */
  close(): void {
    this.socket.close();
  }

  /** Closes the listening socket at the end of the block that declared the server with `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Closes the listening socket at the end of the block, with `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }
}

/** Makes a socket ready to accept; if that fails it is closed. */
export function listening<C extends Socket>(socket: C, prepare: (socket: C) => void): C {
  try {
    prepare(socket);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

/** A socket that listens already. */
export function checkListening<C extends Socket>(socket: C): C {
  if (socket.getsockopt(SOL_SOCKET, SO_ACCEPTCONN)) return socket;
  return refuseType('socket', 'a socket that listens', socket);
}

/**
 * Errors of accept(2) that pass: of one connection that is gone, of the network beneath it, or of a
 * lack of descriptors or memory, which ends when others are given back.
 */
const PASSING: ReadonlySet<string> = new Set([
  ...['ECONNABORTED', 'EPERM', 'EPROTO', 'ENOPROTOOPT', 'EOPNOTSUPP'],
  ...['ENETDOWN', 'ENETUNREACH', 'EHOSTDOWN', 'EHOSTUNREACH', 'ENONET'],
  ...['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'],
]);

/** The pause after the first error, in milliseconds. It doubles until a connection is accepted. */
const FIRST_PAUSE = 5;
const LONGEST_PAUSE = 1_000;

/**
 * Accepts connections from several servers or listening sockets, as they come, until `signal` is
 * aborted or all listeners are closed. A connection that is not asked for stays in its queue.
 *
 * An error that passes, such as EMFILE or ECONNABORTED, does not end it: it is told to `onError`, and
 * the loop pauses, for 5 ms at first and up to a second while the error lasts. Fails with all others
 * as {@link Socket.accept} does.
 *
 * @example
 * const servers = tcpServerSockets(0, { hosts: ['127.0.0.1', '::1'] });
 * const clients = await Promise.all(servers.map((server) => TcpSocket.connect(server.localAddress)));
 * const families = new Set();
 * for await (const connection of acceptLoop(servers)) {
 *   families.add(connection.remoteAddress.family);
 *   connection.close();
 *   if (families.size === 2) break;
 * }
 * families; // => new Set([AF_INET, AF_INET6])
 * for (const socket of [...servers, ...clients]) socket.close();
 */
export async function* acceptLoop<C extends Socket>(
  listeners: Iterable<C | Server<C>>,
  options: AcceptOptions & { readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<C, void, undefined> {
  const sockets = Array.from(listeners, (listener) =>
    listener instanceof Server ? listener.socket : listener,
  );
  const { signal } = options;
  const acceptor = new Acceptor(sockets, options);
  for (;;) {
    const open = sockets.filter((socket) => !socket.isClosed);
    if (open.length === 0 || signal?.aborted) return;
    for (const socket of await acceptor.readable(open)) {
      const connection = await acceptor.next(socket, { timeout: 0 });
      if (connection !== undefined) yield connection;
      if (signal?.aborted) return;
    }
  }
}

/** Takes connections for a loop, and lives through errors that pass. */
class Acceptor<C extends Socket> {
  readonly #listeners: readonly C[];
  readonly #signal: AbortSignal | undefined;
  readonly #report: (error: unknown) => void;
  #pause = 0;

  constructor(
    listeners: readonly C[],
    { signal, onError }: AcceptOptions & { readonly signal?: AbortSignal | undefined },
  ) {
    this.#listeners = listeners;
    this.#signal = signal;
    this.#report = onError ?? warnOnce();
  }

  /** The listeners that have connections; none when the wait was ended. */
  async readable(sockets: readonly C[]): Promise<C[]> {
    const signal = this.#signal;
    try {
      const found = await poll(
        sockets.map((fd) => ({ fd, events: POLLIN })),
        { signal },
      );
      return found.map(({ request }) => request.fd);
    } catch (error) {
      // Closing a listener, or the signal, is how the loop ends.
      if (signal?.aborted || sockets.some((socket) => socket.isClosed)) return [];
      await this.#outlive(error);
      return [];
    }
  }

  /** The next connection; undefined if another took it, it is gone, or the listener is closed. */
  async next(listener: C, options?: WaitOptions): Promise<C | undefined> {
    try {
      const [connection] = await listener.accept(options);
      this.#pause = 0;
      return connection;
    } catch (error) {
      // Closing a listener is how the loop ends.
      if (listener.isClosed) return undefined;
      // Where the call was not to wait, another process has been faster.
      if (options?.timeout === 0 && codeOf(error) === 'EAGAIN') return undefined;
      // Of a socket that cannot listen, this error does not pass.
      const isOther =
        codeOf(error) === 'EOPNOTSUPP' && !listener.getsockopt(SOL_SOCKET, SO_ACCEPTCONN);
      if (isOther) throw error;
      await this.#outlive(error);
      return undefined;
    }
  }

  /** Reports an error that passes, and pauses; raises any other. */
  async #outlive(error: unknown): Promise<void> {
    if (!PASSING.has(codeOf(error))) throw error;
    this.#report(error);
    this.#pause = Math.min(2 * this.#pause || FIRST_PAUSE, LONGEST_PAUSE);
    const { promise, resolve } = Promise.withResolvers<void>();
    using pause = new DisposableStack();
    const timer = pause.adopt(setTimeout(resolve, this.#pause), clearTimeout);
    if (!this.#listeners.some((listener) => listener.hasRef())) timer.unref();
    for (const listener of this.#listeners) pause.use(listener[whenClosed](resolve));
    if (this.#signal !== undefined) pause.use(addAbortListener(this.#signal, () => resolve()));
    await promise;
  }
}

function codeOf(error: unknown): string {
  return error instanceof SocketError ? error.code : '';
}

/** Prints the first error of each code as a warning. */
function warnOnce(): (error: unknown) => void {
  const warned = new Set<string>();
  return (error) => {
    if (!warned.has(codeOf(error))) warn(error);
    warned.add(codeOf(error));
  };
}

/** Prints an error as a warning. */
export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)));
}
