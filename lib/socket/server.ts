/** What servers of every kind have in common: a listening socket, and the loop that accepts. */

import type { Addrinfo } from './addrinfo.ts';
import { SocketError } from './errors.ts';
import type { Socket } from './socket.ts';
import type { WaitOptions } from './waiting.ts';

/**
 * A listening socket whose connections are of class `C`: a {@link TcpServer} or a
 * {@link UnixServer}.
 *
 * @example
 * using server: Server<TcpSocket> = new TcpServer('127.0.0.1', 0);
 * server.socket.getsockopt(SOL_SOCKET, SO_ACCEPTCONN); // => true
 */
export abstract class Server<C extends Socket> implements AsyncIterable<C>, Disposable {
  /** The listening socket. */
  readonly socket: Socket;

  /** Prepares the socket; if that fails it is closed. */
  protected constructor(socket: Socket, prepare: (socket: Socket) => void) {
    using opened = new DisposableStack();
    this.socket = opened.use(socket);
    prepare(socket);
    opened.move();
  }

  /**
   * The address that the server listens at.
   *
   * @example
   * using server = new TcpServer('127.0.0.1', 0);
   * server.localAddress.ipAddress; // => '127.0.0.1'
   */
  get localAddress(): Addrinfo {
    return this.socket.localAddress;
  }

  /**
   * The longest time in milliseconds that {@link accept} waits; `undefined` for no limit.
   *
   * @example
   * using server = new TcpServer('127.0.0.1', 0);
   * server.timeout = 10;
   * await server.accept().catch((error) => error.code); // => 'ETIMEDOUT'
   */
  get timeout(): number | undefined {
    return this.socket.timeout;
  }

  set timeout(milliseconds: number | undefined) {
    this.socket.timeout = milliseconds;
  }

  /**
   * Whether {@link accept} fails with EAGAIN instead of waiting.
   *
   * @example
   * using server = new TcpServer('127.0.0.1', 0);
   * server.nonblock = true;
   * await server.accept().catch((error) => error.code); // => 'EAGAIN'
   */
  get nonblock(): boolean {
    return this.socket.nonblock;
  }

  set nonblock(value: boolean) {
    this.socket.nonblock = value;
  }

  /**
   * The number of the listening descriptor; -1 once it is closed.
   *
   * @example
   * using server = new TcpServer('127.0.0.1', 0);
   * server.fileno() === server.socket.fileno(); // => true
   */
  fileno(): number {
    return this.socket.fileno();
  }

  /**
   * Takes a connection, and waits for one if there is none. Fails as {@link Socket.accept} does.
   *
   * @example
   * using server = new TcpServer('127.0.0.1', 0);
   * using client = await TcpSocket.connect(server.localAddress);
   * using connection = await server.accept();
   * connection.remoteAddress.equals(client.localAddress); // => true
   */
  async accept(options?: WaitOptions): Promise<C> {
    const [connection] = await this.socket.accept(options);
    // The listening socket of each server makes connections of that server's class.
    return connection as C;
  }

  /** Accepts one connection after another until the server is closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<C, void, undefined> {
    while (!this.socket.isClosed) {
      const connection = await this.accept().catch((error: unknown) => {
        // Closing the server is how the loop ends.
        if (error instanceof SocketError && this.socket.isClosed) return undefined;
        throw error;
      });
      if (connection === undefined) return;
      yield connection;
    }
  }

  /**
   * Closes the listening socket. Connections stay; those still in the queue are reset.
   *
   * @example
   * const server = new TcpServer('127.0.0.1', 0);
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
