import { Addrinfo, AF_INET6, SOCK_DGRAM, Socket } from '../../socket/index.ts';
import { untraced } from '../base/untraced.ts';

/**
 * The loopback address of IPv6, `::1`. Where this machine has none, as in many containers, one line
 * under the calling cell says so, and a second IPv4 address of the lesson stands in, so that the
 * cells and checks that need two addresses still run.
 *
 * @param host the address of the lesson or exercise
 */
export function ipv6Host(host: string): string {
  const host6 = ipv6OrStandIn(host);
  if (host6 !== '::1') {
    console.warn(
      `This machine has no IPv6: ${host6} stands in for ::1 here, ` +
        'so what a text says of IPv6 does not show (npx wirebook doctor says how to switch it on)',
    );
  }
  return host6;
}

/** `::1`, or the address that stands in for it, without a word. */
export function ipv6OrStandIn(host: string): string {
  return untraced(hasIpv6) ? '::1' : standInFor(host);
}

/**
 * Tells whether `::1` can be bound. The list of addresses does not tell: a container's filter of
 * system calls may refuse sockets of AF_INET6 where the address is there.
 */
function hasIpv6(): boolean {
  try {
    using socket = new Socket(AF_INET6, SOCK_DGRAM);
    socket.bind(Addrinfo.udp('::1', 0));
    return true;
  } catch {
    return false; // EAFNOSUPPORT or EADDRNOTAVAIL
  }
}

/** 127.0.6.2 for 127.0.6.1. */
export function standInFor(host: string): string {
  return host.replace(/\d+$/, '2');
}
