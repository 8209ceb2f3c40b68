/** Unix sockets in one call each: between processes of one machine, at a path, `unix(7)`. */

import { rmSync } from 'node:fs';
import { Addrinfo } from './addrinfo.ts';
import { AncillaryData } from './ancillary.ts';
import { type AddressFamily, AF_UNIX, SOCK_STREAM, SOMAXCONN } from './constants.ts';
import { cmsgSpace } from './control.ts';
import { adopting, openPair } from './creation.ts';
import { SO_PEERCRED, SOL_SOCKET } from './option-names.ts';
import type { Credentials } from './options.ts';
import { Server } from './server.ts';
import { Socket } from './socket.ts';
import type { WaitOptions } from './waiting.ts';

/**
 * One end of a connection between processes of one machine.
 *
 * @example
 * const [left, right] = UnixSocket.pair();
 * await left.send('Hello'); // => 5
 * left.close();
 * right.close();
 */
export class UnixSocket extends Socket {
  /**
   * Connects to a server at a path: `socket(2)` and `connect(2)`. A path that begins with NUL is an
   * abstract name.
   *
   * Fails as {@link Socket.connect} does: ENOENT if there is no such file, ECONNREFUSED if nobody
   * listens there any more, EACCES if one may not write to it, EAGAIN if its queue is full.
   *
   * @example
   * using server = new UnixServer('\0wirebook-example-1');
   * using client = await UnixSocket.connect('\0wirebook-example-1');
   * client.peerCredentials.pid === process.pid; // => true
   */
  static async connect(path: string, options?: WaitOptions): Promise<UnixSocket> {
    using opened = new DisposableStack();
    const socket = opened.use(new UnixSocket(AF_UNIX, SOCK_STREAM));
    await socket.connect(Addrinfo.unix(path), options);
    opened.move();
    return socket;
  }

  /**
   * Two Unix sockets that are connected with each other, `socketpair(2)`.
   *
   * @example
   * const [left, right] = UnixSocket.pair();
   * await left.send('Hello'); // => 5
   * left.close();
   * right.close();
   */
  static override pair(
    _domain: AddressFamily = AF_UNIX,
    type: number = SOCK_STREAM,
  ): [UnixSocket, UnixSocket] {
    const [left, right] = openPair(AF_UNIX, type, 0);
    return [new UnixSocket(adopting, left), new UnixSocket(adopting, right)];
  }

  /**
   * Who the peer was when the connection was made, SO_PEERCRED: the kernel vouches for it.
   *
   * @example
   * const [left, right] = UnixSocket.pair();
   * left.peerCredentials.pid === process.pid; // => true
   * left.close();
   * right.close();
   */
  get peerCredentials(): Credentials {
    return this.getsockopt(SOL_SOCKET, SO_PEERCRED);
  }

  /**
   * Sends descriptors beside some bytes, at least one, `sendmsg(2)` with SCM_RIGHTS. The sender
   * keeps its own.
   *
   * Fails as {@link Socket.sendMessage} does.
   *
   * @example
   * using server = new UnixServer('\0wirebook-example-2');
   * using client = await UnixSocket.connect('\0wirebook-example-2');
   * using connection = await server.accept();
   * await client.sendDescriptors('x', [server.socket]);
   * const { descriptors } = await connection.receiveDescriptors();
   * using copy = Socket.fromFd(descriptors[0] ?? -1);
   * copy.localAddress.equals(server.localAddress); // => true
   */
  async sendDescriptors(
    data: Uint8Array | string,
    descriptors: readonly (number | { fileno(): number })[],
  ): Promise<number> {
    return this.sendMessage(data, { control: [AncillaryData.rights(...descriptors)] });
  }

  /**
   * Receives bytes and the descriptors sent beside them. They have to be closed by the caller.
   *
   * @param most the most descriptors to take; the kernel drops those beyond
   *
   * @example
   * const [left, right] = UnixSocket.pair();
   * await left.sendDescriptors('two', [0, 1]);
   * const { descriptors } = await right.receiveDescriptors();
   * descriptors.length; // => 2
   * for (const fd of descriptors) closeDescriptor(fd);
   * left.close();
   * right.close();
   */
  async receiveDescriptors(
    most = 16,
  ): Promise<{ readonly data: Buffer; readonly descriptors: readonly number[] }> {
    const { data, control } = await this.recvMessage({ controlLength: cmsgSpace(4 * most) });
    return { data, descriptors: control.flatMap((item) => item.descriptors ?? []) };
  }
}

/** How to listen at a path. */
export interface UnixServerOptions {
  /** How many connections may queue. */
  readonly backlog?: number | undefined;
  /** Whether closing the server removes the file. Off: the file stays, and the path is taken. */
  readonly unlinkOnClose?: boolean | undefined;
}

/**
 * A Unix server that listens at a path: `socket(2)`, `bind(2)`, `listen(2)`.
 *
 * @example
 * using server = new UnixServer('\0wirebook-example-3');
 * server.localAddress.toString(); // => '@wirebook-example-3'
 */
export class UnixServer extends Server<UnixSocket> {
  readonly #unlink: string | undefined;

  /**
   * Creates a socket, binds it to a path and lets connections come.
   *
   * Fails with EADDRINUSE if there is a file at the path, even one that a server left behind; as
   * {@link Socket.bind} and {@link Socket.listen} do. Then no descriptor is left open.
   */
  constructor(path: string, options: UnixServerOptions = {}) {
    const { backlog = SOMAXCONN, unlinkOnClose } = options;
    const endpoint = Addrinfo.unix(path);
    super(new UnixListener(AF_UNIX, SOCK_STREAM), (socket) => {
      socket.bind(endpoint);
      socket.listen(backlog);
    });
    if (unlinkOnClose && path !== '' && !path.startsWith('\0')) this.#unlink = path;
  }

  override close(): void {
    if (this.#unlink !== undefined && !this.socket.isClosed) rmSync(this.#unlink, { force: true });
    super.close();
  }
}

class UnixListener extends Socket {
  protected override adopt(fd: number): UnixSocket {
    return new UnixSocket(adopting, fd);
  }
}
