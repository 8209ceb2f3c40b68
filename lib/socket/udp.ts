/** UDP in one call. */

import { type Addrinfo, type HostPort, toAddrinfo } from './address/addrinfo.ts';
import {
  IPV6_V6ONLY,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SOL_IPV6,
  SOL_SOCKET,
} from './options/option-names.ts';
import { Socket } from './socket.ts';
import { AF_INET, SOCK_DGRAM } from './system/constants.ts';

/** Options of a UDP socket, which are set before it is bound. */
export interface UdpSocketOptions {
  /** Lets several sockets of one user share the port, each to get all of a group, SO_REUSEADDR. Off. */
  readonly reuseAddress?: boolean | undefined;
  /** Lets several sockets share the port, and with it the datagrams, SO_REUSEPORT. Off. */
  readonly reusePort?: boolean | undefined;
  /** Makes an IPv6 socket leave IPv4 to others, IPV6_V6ONLY. The kernel's default is off. */
  readonly ipv6Only?: boolean | undefined;
}

/**
 * A UDP socket: `socket(2)`, and `bind(2)` if it is told an address.
 *
 * @example
 * using server = new UdpSocket({ host: '127.0.0.1', port: 0 });
 * using client = new UdpSocket();
 * await client.connect(server.localAddress);
 * await client.send('PING');
 * const [data, from] = await server.recvFrom();
 * if (from) await server.sendTo(data, from);
 * (await client.recv()).toString(); // => 'PING'
 */
export class UdpSocket extends Socket {
  /**
   * Creates a socket, and binds it if it is told an address.
   *
   * Fails as {@link Socket.bind} does; then no descriptor is left open.
   *
   * @param at the address to bind, port 0 for any free one; without it the kernel chooses when the
   *   socket sends
   */
  constructor(at?: Addrinfo | HostPort, options: UdpSocketOptions = {}) {
    const endpoint = at === undefined ? undefined : toAddrinfo(at);
    super(endpoint?.family ?? AF_INET, SOCK_DGRAM);
    const { reuseAddress = false, reusePort = false, ipv6Only } = options;
    using opened = new DisposableStack();
    opened.use(this);
    if (reuseAddress) this.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
    if (reusePort) this.setsockopt(SOL_SOCKET, SO_REUSEPORT, true);
    if (ipv6Only !== undefined) this.setsockopt(SOL_IPV6, IPV6_V6ONLY, ipv6Only);
    if (endpoint !== undefined) this.bind(endpoint);
    opened.move();
  }
}
