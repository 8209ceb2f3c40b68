/** The kinds of IP addresses: the ranges that the registries of IANA set apart. */

import { packIpv4, packIpv6 } from './sockaddr.ts';

const ranges = {
  /** Any address of this machine, RFC 1122 and RFC 4291. */
  isUnspecified: ['0.0.0.0/32', '::/128'],
  /** RFC 1122 and RFC 4291. */
  isLoopback: ['127.0.0.0/8', '::1/128'],
  /** RFC 1918, and unique local addresses, RFC 4193. */
  isPrivate: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
  /** RFC 3927 and RFC 4291. */
  isLinkLocal: ['169.254.0.0/16', 'fe80::/10'],
  /** RFC 5771 and RFC 4291. */
  isMulticast: ['224.0.0.0/4', 'ff00::/8'],
  /** RFC 3879 took them out of use. */
  isSiteLocal: ['fec0::/10'],
  /** An IPv4 address in an IPv6 socket, RFC 4291. */
  isV4Mapped: ['::ffff:0:0/96'],
  /** RFC 4291 took them out of use. */
  isV4Compatible: ['::/96'],
} as const;

/** The name of a kind, which is that of its predicate. */
export type AddressKind = keyof typeof ranges;

/** Tells whether an address, 4 bytes of IPv4 or 16 of IPv6, lies in a range of this kind. */
export function isOfKind(kind: AddressKind, address: Uint8Array): boolean {
  return ranges[kind].some((range) => {
    const [first = '', bits] = range.split('/');
    const prefix = first.includes(':') ? packIpv6(first) : packIpv4(first);
    return prefix.length === address.length && isWithin(address, prefix, Number(bits));
  });
}

function isWithin(address: Uint8Array, prefix: Uint8Array, bits: number): boolean {
  return prefix.every((byte, i) => {
    const used = Math.min(8, Math.max(0, bits - 8 * i));
    const mask = (0xff00 >> used) & 0xff;
    return ((address[i] ?? 0) & mask) === (byte & mask);
  });
}
