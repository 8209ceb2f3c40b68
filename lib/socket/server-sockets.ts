/** Sockets for IPv4 and IPv6 at the same port. */

import { Addrinfo, type HostPort } from './address/addrinfo.ts';
import { SocketError } from './system/errors.ts';
import { TcpServer, type TcpServerOptions } from './tcp.ts';
import { UdpSocket, type UdpSocketOptions } from './udp.ts';

/**
 * Listening sockets for IPv4 and IPv6 at the same port: what a server needs that is to be reached
 * by everyone. Sockets for IPv6 leave IPv4 alone, unless `ipv6Only` is false.
 *
 * Fails with EADDRINUSE if the port is taken for one of them; then none is left open. With port 0, another
 * port is tried.
 *
 * @param port the port, 0 for one that is free for both
 * @param options with `hosts`, the IP addresses to listen at; without them all addresses of this machine,
 *   which are those of one family where the other is off
 *
 * @example
 * const servers = tcpServerSockets(0, { hosts: ['127.0.0.1', '::1'] });
 * const [port4, port6] = servers.map((server) => server.localAddress.ipPort);
 * port4 === port6; // => true
 * for (const server of servers) server.close();
 */
export function tcpServerSockets(
  port: number,
  { hosts, ...options }: TcpServerOptions & { readonly hosts?: readonly string[] | undefined } = {},
): TcpServer[] {
  return openAtOnePort(port, hosts, (at) => new TcpServer(at, optionsFor(at, options)));
}

/**
 * UDP sockets for IPv4 and IPv6 at the same port: what a server of datagrams needs that is to be reached
 * by everyone. Sockets for IPv6 leave IPv4 alone, unless `ipv6Only` is false.
 *
 * Fails with EADDRINUSE if the port is taken for one of them; then none is left open. With port 0, another
 * port is tried.
 *
 * Where this machine has several addresses, an answer leaves with the one that the kernel chooses, which
 * may not be the one that was asked: IP_PKTINFO and IPV6_RECVPKTINFO tell that one, and
 * {@link Socket.sendMessage} can answer with it.
 *
 * @param port the port, 0 for one that is free for both
 * @param options with `hosts`, the IP addresses to bind; without them all addresses of this machine, which
 *   are those of one family where the other is off
 *
 * @example
 * const sockets = udpServerSockets(0, { hosts: ['127.0.0.1', '::1'] });
 * const [port4, port6] = sockets.map((socket) => socket.localAddress.ipPort);
 * port4 === port6; // => true
 * for (const socket of sockets) socket.close();
 */
export function udpServerSockets(
  port: number,
  { hosts, ...options }: UdpSocketOptions & { readonly hosts?: readonly string[] | undefined } = {},
): UdpSocket[] {
  return openAtOnePort(port, hosts, (at) => new UdpSocket(at, optionsFor(at, options)));
}

/** A bound socket, or a server around one. */
interface Bound extends Disposable {
  readonly localAddress: Addrinfo;
}

type Open<B extends Bound> = (at: HostPort) => B;

/** The most ports that are tried until one is free for both families. */
const MOST_PORTS = 100;

function openAtOnePort<B extends Bound>(
  port: number,
  hosts: readonly string[] | undefined,
  open: Open<B>,
): B[] {
  for (let attempts = 1; ; attempts++) {
    try {
      return openAll(port, hosts, open);
    } catch (error) {
      // A port that is free for one family may be taken for the other.
      const isTaken = port === 0 && error instanceof SocketError && error.code === 'EADDRINUSE';
      if (!isTaken || attempts === MOST_PORTS) throw error;
    }
  }
}

function openAll<B extends Bound>(
  port: number,
  hosts: readonly string[] | undefined,
  open: Open<B>,
): B[] {
  using opened = new DisposableStack();
  const all: B[] = [];
  const unsupported: unknown[] = [];
  for (const host of hosts ?? ['0.0.0.0', '::']) {
    const shared = port === 0 ? (all[0]?.localAddress.ipPort ?? 0) : port;
    try {
      all.push(opened.use(open({ host, port: shared })));
    } catch (error) {
      // A machine without one of the families is served over the other, unless its address was asked for.
      if (hosts !== undefined || !isUnsupported(error)) throw error;
      unsupported.push(error);
    }
  }
  if (all.length === 0 && unsupported.length > 0) throw unsupported[0];
  opened.move();
  return all;
}

/** The options for one family: IPv4 sockets know no IPV6_V6ONLY. */
function optionsFor<T extends { readonly ipv6Only?: boolean | undefined }>(
  { host }: HostPort,
  { ipv6Only = true, ...options }: T,
): Omit<T, 'ipv6Only'> & { readonly ipv6Only: boolean | undefined } {
  return { ...options, ipv6Only: Addrinfo.ip(host).isIpv6 ? ipv6Only : undefined };
}

function isUnsupported(error: unknown): boolean {
  const { code } = error instanceof SocketError ? error : { code: '' };
  return code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL';
}
