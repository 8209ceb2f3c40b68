/** The network interfaces of this machine. */

import { SocketError } from '../system/errors.ts';
import { getifaddrs } from '../system/libc-lookup.ts';
import { Addrinfo } from './addrinfo.ts';
import { interfaceIndex } from './interface-names.ts';

export const IFF_UP = 0x1;
export const IFF_BROADCAST = 0x2;
export const IFF_LOOPBACK = 0x8;
export const IFF_POINTOPOINT = 0x10;
export const IFF_RUNNING = 0x40;
export const IFF_PROMISC = 0x100;
export const IFF_MULTICAST = 0x1000;

/** One address of an interface. */
export interface InterfaceAddress {
  /** The name, such as `lo` or `eth0`. */
  readonly name: string;
  readonly index: number;
  /** `IFF_` flags: whether it is up, the loopback, ... */
  readonly flags: number;
  readonly isUp: boolean;
  readonly isLoopback: boolean;
  /** IPv4, IPv6, or AF_PACKET with the hardware address. */
  readonly address: Addrinfo;
  /** The mask of an IP address. */
  readonly netmask: Addrinfo | undefined;
}

/**
 * All addresses of all interfaces, `getifaddrs(3)`; also of those that are down.
 *
 * @example
 * const loopback = interfaceAddresses().find(({ name }) => name === 'lo');
 * loopback?.isLoopback; // => true
 */
export function interfaceAddresses(): InterfaceAddress[] {
  const entries = getifaddrs();
  if (typeof entries === 'number') throw new SocketError('getifaddrs', -entries);
  return entries.flatMap(({ name, flags, address, netmask }) => {
    if (address === undefined) return [];
    return {
      name,
      index: interfaceIndex(name.replace(/:.*/, '')),
      flags,
      isUp: (flags & IFF_UP) !== 0,
      isLoopback: (flags & IFF_LOOPBACK) !== 0,
      address: Addrinfo.fromSockaddr(address),
      netmask: netmask === undefined ? undefined : Addrinfo.fromSockaddr(netmask),
    };
  });
}
