/** TCP in one call each: a server that listens, a client that is connected. */

import { type Addrinfo, type HostPort, toAddrinfo } from './address/addrinfo.ts';
import { type DialOptions, type DialTarget, dial } from './dial.ts';
import {
  IPV6_V6ONLY,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SOL_IPV6,
  SOL_SOCKET,
  SOL_TCP,
  TCP_NODELAY,
} from './options/option-names.ts';
import { checkListening, listening, Server, type ServerOptions } from './server.ts';
import { Socket } from './socket.ts';
import { SOCK_STREAM, SOMAXCONN } from './system/constants.ts';

/** Options of a connection. */
export interface ConnectOptions extends DialOptions<TcpSocket> {}

/**
 * One end of a TCP connection.
 *
 * @example
 * using server = new TcpServer({ host: '127.0.0.1', port: 0 });
 * using client = await TcpSocket.connect(server.localAddress);
 * client.tcpInfo().state; // => 'ESTABLISHED'
 */
export class TcpSocket extends Socket {
  /**
   * Connects to a server: `socket(2)` and `connect(2)`. Of several addresses, as a name may have, the
   * first that answers is taken, as RFC 8305 says (Happy Eyeballs): families alternate, and the next
   * is tried when one has failed or has not answered within 250 ms.
   *
   * Fails as {@link getaddrinfo} and {@link Socket.connect} do. If several addresses were tried, with an
   * AggregateError of what each failed with, whose `code` is that of the last. `timeout`, `deadline` and
   * `signal` limit the whole, with the look-up of the name.
   *
   * @param to an endpoint, several of one server, or host and port, where the host may be a name
   *
   * @example
   * using server = new TcpServer({ host: '127.0.0.1', port: 0 });
   * using client = await TcpSocket.connect(server.localAddress);
   * await client.send('Hello'); // => 5
   */
  static connect(to: DialTarget, options: ConnectOptions = {}): Promise<TcpSocket> {
    return dial(to, options, (family) => new TcpSocket(family, SOCK_STREAM));
  }

  /**
   * True if small segments are sent at once, TCP_NODELAY of `tcp(7)`, instead of being collected
   * while others are unacknowledged (Nagle's algorithm).
   *
   * @example
   * using server = new TcpServer({ host: '127.0.0.1', port: 0 });
   * using client = await TcpSocket.connect(server.localAddress);
   * client.noDelay = true;
   * client.noDelay; // => true
   */
  get noDelay(): boolean {
    return this.getsockopt(SOL_TCP, TCP_NODELAY);
  }

  set noDelay(value: boolean) {
    this.setsockopt(SOL_TCP, TCP_NODELAY, value);
  }
}

/** Options of a listening socket. */
export interface TcpServerOptions extends ServerOptions {
  /** Lets a restart bind while old connections are in TIME_WAIT, SO_REUSEADDR. On. */
  readonly reuseAddress?: boolean | undefined;
  /** Lets several servers share the port, SO_REUSEPORT. Off. */
  readonly reusePort?: boolean | undefined;
  /** Makes an IPv6 server leave IPv4 to others, IPV6_V6ONLY. The kernel's default is off. */
  readonly ipv6Only?: boolean | undefined;
}

/**
 * A TCP server that listens: `socket(2)`, `bind(2)`, `listen(2)`. Iterating over it accepts one
 * connection after another until it is closed.
 *
 * @example
 * using server = new TcpServer({ host: '127.0.0.1', port: 0 });
 * using client = await TcpSocket.connect(server.localAddress);
 * for await (const connection of server) {
 *   await connection.sendAll('Welcome');
 *   connection.close();
 *   break;
 * }
 * (await client.recv()).toString(); // => 'Welcome'
 */
export class TcpServer extends Server<TcpSocket> {
  /**
   * Creates a socket, binds it and lets connections come.
   *
   * Fails as {@link Socket.bind} and {@link Socket.listen} do; then no descriptor is left open.
   *
   * @param at the address to listen at, where the host '::' serves IPv6 and IPv4 both and port 0 is
   *   any free one; or a socket that listens already, such as one that a service manager hands over
   */
  constructor(at: Addrinfo | HostPort | TcpSocket, options: TcpServerOptions = {}) {
    super(at instanceof TcpSocket ? checkListening(at) : listen(toAddrinfo(at), options), options);
  }
}

function listen(at: Addrinfo, options: TcpServerOptions): TcpSocket {
  const { backlog = SOMAXCONN, reuseAddress = true, reusePort = false, ipv6Only } = options;
  return listening(new TcpSocket(at.family, SOCK_STREAM), (socket) => {
    socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, reuseAddress);
    if (reusePort) socket.setsockopt(SOL_SOCKET, SO_REUSEPORT, true);
    if (ipv6Only !== undefined) socket.setsockopt(SOL_IPV6, IPV6_V6ONLY, ipv6Only);
    socket.bind(at);
    socket.listen(backlog);
  });
}
