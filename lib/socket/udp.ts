/** UDP in one call. */

import { Addrinfo } from './addrinfo.ts';
import { AF_INET, SOCK_DGRAM } from './constants.ts';
import { Socket } from './socket.ts';

/**
 * A UDP socket: `socket(2)`, and `bind(2)` if it is told an address.
 *
 * @example
 * using server = new UdpSocket('127.0.0.1', 0);
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
   * @param host the IP address to bind; without it the kernel chooses when the socket sends
   * @param port the port, 0 for any free one
   */
  constructor(host?: string, port = 0) {
    const endpoint = host === undefined ? undefined : Addrinfo.udp(host, port);
    super(endpoint?.family ?? AF_INET, SOCK_DGRAM);
    if (endpoint === undefined) return;
    using opened = new DisposableStack();
    opened.use(this);
    this.bind(endpoint);
    opened.move();
  }
}
