/** Unix sockets in one call each: between processes of one machine, at a path, `unix(7)`. */

import { type Addrinfo, toAddrinfo, type UnixPath } from './address/addrinfo.ts';
import { AncillaryData } from './options/ancillary.ts';
import { cmsgSpace } from './options/control.ts';
import { SO_PEERCRED, SOL_SOCKET } from './options/option-names.ts';
import type { Credentials } from './options/options.ts';
import { checkListening, listening, Server, type ServerOptions } from './server.ts';
import { Socket } from './socket.ts';
import { AF_UNIX, SOCK_STREAM } from './system/constants.ts';
import { SocketError } from './system/errors.ts';
import {
  removeSocketFile,
  replaceStaleFile,
  type SocketFile,
  socketFileAt,
  socketFileOf,
} from './unix-file.ts';
import type { WaitOptions } from './wait/waiting.ts';

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
   * Connects to a server at a path: `socket(2)` and `connect(2)`.
   *
   * Fails as {@link Socket.connect} does: ENOENT if there is no such file, ECONNREFUSED if no server
   * listens there any more, EACCES without the right to write to it, EAGAIN if its queue is full.
   *
   * @example
   * using server = new UnixServer({ path: '\0wirebook-example-1' });
   * using client = await UnixSocket.connect({ path: '\0wirebook-example-1' });
   * client.peerCredentials.pid === process.pid; // => true
   */
  static async connect(to: Addrinfo | UnixPath, options?: WaitOptions): Promise<UnixSocket> {
    using opened = new DisposableStack();
    const socket = opened.use(new UnixSocket(AF_UNIX, SOCK_STREAM));
    await socket.connect(to, options);
    opened.move();
    return socket;
  }

  /**
   * The peer's process and user when the connection was made, SO_PEERCRED: the kernel vouches for them.
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
   * keeps its own. A copy for a program that reads with calls that wait is `socket.detach({ blocking: true })`.
   *
   * Fails as {@link Socket.sendMessage} does.
   *
   * @example
   * using server = new UnixServer({ path: '\0wirebook-example-2' });
   * using client = await UnixSocket.connect({ path: '\0wirebook-example-2' });
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

/** Options of a server at a path. */
export interface UnixServerOptions extends ServerOptions {
  /**
   * Makes closing the server remove the file of its socket, unless it has gone or another has taken its
   * place. Off: the file stays, and the path is taken.
   */
  readonly unlinkOnClose?: boolean | undefined;
  /**
   * Makes the server take the place of one that has ended and left its file. Off. The file of a living
   * socket is never removed, also where it does not listen yet, nor one that is not a socket's.
   */
  readonly replaceStale?: boolean | undefined;
}

/**
 * A Unix server that listens at a path: `socket(2)`, `bind(2)`, `listen(2)`.
 *
 * @example
 * using server = new UnixServer({ path: '\0wirebook-example-3' });
 * server.localAddress.toString(); // => '@wirebook-example-3'
 */
export class UnixServer extends Server<UnixSocket> {
  readonly #file: SocketFile | undefined;

  /**
   * Creates a socket, binds it to a path and lets connections come.
   *
   * Fails with EADDRINUSE if there is a file at the path, even one that a server left behind unless
   * `replaceStale` is on; as {@link Socket.bind} and {@link Socket.listen} do. Then neither a descriptor nor
   * a file of its own is left.
   *
   * @param at the path to listen at, or a socket that listens already
   */
  constructor(at: Addrinfo | UnixPath | UnixSocket, options: UnixServerOptions = {}) {
    const isBound = at instanceof UnixSocket;
    super(isBound ? checkListening(at) : listen(toAddrinfo(at), options), options);
    if (!options.unlinkOnClose) return;
    // A file that was bound long ago may be another's by now.
    this.#file = isBound ? socketFileOf(at) : socketFileAt(this.localAddress);
  }

  override close(): void {
    // Before the socket is closed: until then no other file gets the number of its inode.
    using _closed = { [Symbol.dispose]: () => super.close() };
    if (this.#file !== undefined && !this.socket.isClosed) removeSocketFile(this.#file);
  }
}

function listen(at: Addrinfo, { backlog, replaceStale = false }: UnixServerOptions): UnixSocket {
  return listening(new UnixSocket(AF_UNIX, SOCK_STREAM), (socket) => {
    bind(socket, at, replaceStale);
    const file = socketFileAt(at);
    try {
      socket.listen(backlog);
    } catch (error) {
      if (file !== undefined) removeSocketFile(file);
      throw error;
    }
  });
}

function bind(socket: UnixSocket, at: Addrinfo, replaceStale: boolean): void {
  try {
    socket.bind(at);
  } catch (error) {
    const isTaken = error instanceof SocketError && error.code === 'EADDRINUSE';
    if (!isTaken || !replaceStale) throw error;
    replaceStaleFile(at, () => socket.bind(at));
  }
}
