/** TCP in one call each: a server that listens, a client that is connected. */

import { Addrinfo } from './addrinfo.ts';
import { AF_INET6, SOCK_STREAM, SOMAXCONN } from './constants.ts';
import { adopting } from './creation.ts';
import {
  IPV6_V6ONLY,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SOL_IPV6,
  SOL_SOCKET,
  SOL_TCP,
  TCP_NODELAY,
} from './option-names.ts';
import { getaddrinfo } from './resolver.ts';
import { Server } from './server.ts';
import { Socket } from './socket.ts';
import { refuseType } from './validate.ts';
import type { WaitOptions } from './waiting.ts';

/** How to connect. */
export interface ConnectOptions extends WaitOptions {
  /** The address of this end, if not one of the kernel's choice. */
  readonly localAddress?: Addrinfo | undefined;
}

/**
 * One end of a TCP connection.
 *
 * @example
 * using server = new TcpServer('127.0.0.1', 0);
 * using client = await TcpSocket.connect(server.localAddress);
 * client.tcpInfo().state; // => 'ESTABLISHED'
 */
export class TcpSocket extends Socket {
  /**
   * Connects to a server: `socket(2)` and `connect(2)`. If the host is a name, its addresses are
   * tried one after another.
   *
   * Fails as {@link getaddrinfo} and {@link Socket.connect} do; with an AggregateError of all that
   * was tried if a name has several addresses. `timeout` limits each attempt.
   *
   * @param to an endpoint, or host and port
   *
   * @example
   * using server = new TcpServer('127.0.0.1', 0);
   * using client = await TcpSocket.connect(server.localAddress);
   * await client.send('Hello'); // => 5
   */
  static async connect(
    to: Addrinfo | { readonly host: string; readonly port: number },
    options: ConnectOptions = {},
  ): Promise<TcpSocket> {
    const endpoints = to instanceof Addrinfo ? [to] : await resolve(to);
    const failures: unknown[] = [];
    for (const endpoint of endpoints) {
      try {
        return await connectTo(endpoint, options);
      } catch (error) {
        if (options.signal?.aborted) throw error;
        failures.push(error);
      }
    }
    if (failures.length === 1) throw failures[0];
    const tried = endpoints.join(', ');
    throw new AggregateError(failures, `Cannot connect to any of ${tried}`);
  }

  /**
   * Whether small segments are sent at once, TCP_NODELAY of `tcp(7)`, instead of being collected
   * while others are unacknowledged (Nagle's algorithm).
   *
   * @example
   * using server = new TcpServer('127.0.0.1', 0);
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

/** How to listen. */
export interface TcpServerOptions {
  /** How many connections may queue. */
  readonly backlog?: number | undefined;
  /** Whether a restart may bind while old connections are in TIME_WAIT, SO_REUSEADDR. On. */
  readonly reuseAddress?: boolean | undefined;
  /** Whether several servers may share the port, SO_REUSEPORT. Off. */
  readonly reusePort?: boolean | undefined;
  /** Whether an IPv6 server leaves IPv4 to others, IPV6_V6ONLY. The kernel's default is off. */
  readonly ipv6Only?: boolean | undefined;
}

/**
 * A TCP server that listens: `socket(2)`, `bind(2)`, `listen(2)`. Iterating over it accepts one
 * connection after another until it is closed.
 *
 * @example
 * using server = new TcpServer('127.0.0.1', 0);
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
   * @param host the IP address to listen at; '::' serves IPv6 and IPv4 both
   * @param port the port, 0 for any free one
   */
  constructor(host: string, port: number, options: TcpServerOptions = {}) {
    const endpoint = Addrinfo.tcp(host, port);
    const { backlog = SOMAXCONN, reuseAddress = true, reusePort = false, ipv6Only } = options;
    super(new TcpListener(endpoint.family, SOCK_STREAM), (socket) => {
      socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, reuseAddress);
      if (reusePort) socket.setsockopt(SOL_SOCKET, SO_REUSEPORT, true);
      if (ipv6Only !== undefined) socket.setsockopt(SOL_IPV6, IPV6_V6ONLY, ipv6Only);
      socket.bind(endpoint);
      socket.listen(backlog);
    });
  }
}

class TcpListener extends Socket {
  protected override adopt(fd: number): TcpSocket {
    return new TcpSocket(adopting, fd);
  }
}

/**
 * Listening sockets for IPv4 and IPv6 at the same port: what a server needs that is to be reached
 * by everyone. The sockets are IPv6-only and IPv4-only, so that neither shadows the other.
 *
 * Fails with EADDRINUSE if the port is taken for one of them; then none is left open.
 *
 * @param port the port, 0 for one that is free for both
 * @param hosts the IP addresses to listen at; without them all addresses of this machine
 *
 * @example
 * const servers = tcpServerSockets(0, { hosts: ['127.0.0.1', '::1'] });
 * const [port4, port6] = servers.map((server) => server.localAddress.ipPort);
 * port4 === port6; // => true
 * for (const server of servers) server.close();
 */
export function tcpServerSockets(
  port: number,
  { hosts = ['0.0.0.0', '::'], ...options }: TcpServerOptions & { hosts?: readonly string[] } = {},
): TcpServer[] {
  using opened = new DisposableStack();
  const servers: TcpServer[] = [];
  for (const host of hosts) {
    const isIpv6 = Addrinfo.ip(host).family === AF_INET6;
    const shared = port === 0 ? (servers[0]?.localAddress.ipPort ?? 0) : port;
    const own = isIpv6 ? { ipv6Only: true, ...options } : { ...options, ipv6Only: undefined };
    servers.push(opened.use(new TcpServer(host, shared, own)));
  }
  opened.move();
  return servers;
}

async function connectTo(endpoint: Addrinfo, options: ConnectOptions): Promise<TcpSocket> {
  using opened = new DisposableStack();
  const socket = opened.use(new TcpSocket(endpoint.family, SOCK_STREAM));
  if (options.localAddress !== undefined) socket.bind(options.localAddress);
  await socket.connect(endpoint, options);
  opened.move();
  return socket;
}

function resolve({ host, port }: { readonly host: string; readonly port: number }) {
  if (typeof host !== 'string') refuseType('host', 'a name or an IP address', host);
  return getaddrinfo(host, port, { type: SOCK_STREAM });
}
