/** Options about groups: who hears what is sent to many. */

import {
  familyOf,
  packHost,
  packIpv4,
  packIpv6,
  SOCKADDR_SIZE,
  unpackIpv4,
  unpackIpv6,
} from '../address/sockaddr.ts';
import { AF_INET6 } from '../system/constants.ts';
import { type Codec, fields, int } from './options.ts';

/** A group of addresses, and the interface on which it is to be heard. */
export interface Membership {
  /** The address of the group, such as `239.1.2.3` or `ff02::1234`. */
  readonly group: string;
  /** The index of the interface; 0 for one of the kernel's choice. */
  readonly interfaceIndex: number;
}

/** The kernel's `struct ip_mreqn`: group, local address (unused), interface. */
export const ipv4Membership: Codec<Membership> = {
  kind: 'membership',
  size: 12,
  pack(value) {
    const { group, interfaceIndex } = fields<Membership>(value, '{ group, interfaceIndex }');
    const index = int.pack(interfaceIndex);
    return Buffer.concat([packIpv4(String(group)), Buffer.alloc(4), index]);
  },
  unpack: (bytes) => ({ group: unpackIpv4(bytes), interfaceIndex: bytes.readInt32LE(8) }),
};

/** The kernel's `struct ipv6_mreq`: group, interface. */
export const ipv6Membership: Codec<Membership> = {
  kind: 'membership',
  size: 20,
  pack(value) {
    const { group, interfaceIndex } = fields<Membership>(value, '{ group, interfaceIndex }');
    return Buffer.concat([packIpv6(String(group)), int.pack(interfaceIndex)]);
  },
  unpack: (bytes) => ({ group: unpackIpv6(bytes), interfaceIndex: bytes.readInt32LE(16) }),
};

/** An IPv4 address of this machine, which stands for its interface: `struct in_addr`. */
export const ipv4Address: Codec<string> = {
  kind: 'address',
  size: 4,
  pack: (value) => packIpv4(String(value)),
  unpack: unpackIpv4,
};

/** A group of addresses, of which one sender alone is to be heard, or is not. */
export interface SourceMembership {
  /** The address of the group, such as `232.1.2.3`. */
  readonly group: string;
  /** The address of the sender. */
  readonly source: string;
  /** The address of this machine that stands for the interface; `0.0.0.0` for the kernel's choice. */
  readonly interfaceAddress: string;
}

/** The kernel's `struct ip_mreq_source`: group, interface, source. */
export const ipv4SourceMembership: Codec<SourceMembership> = {
  kind: 'source membership',
  size: 12,
  pack(value) {
    const expected = '{ group, source, interfaceAddress }';
    const { group, source, interfaceAddress } = fields<SourceMembership>(value, expected);
    return Buffer.concat([group, interfaceAddress, source].map((part) => packIpv4(String(part))));
  },
  unpack: (bytes) => ({
    group: unpackIpv4(bytes),
    interfaceAddress: unpackIpv4(bytes.subarray(4)),
    source: unpackIpv4(bytes.subarray(8)),
  }),
};

/** A group and one sender, of either version of IP, and the interface by its index. */
export interface GroupSource extends Membership {
  /** The address of the sender. */
  readonly source: string;
}

/** Before the first address: the interface, and room up to a multiple of eight. */
const GROUP_START = 8;

/** The kernel's `struct group_source_req`: interface, group, source. */
export const groupSource: Codec<GroupSource> = {
  kind: 'group and source',
  size: GROUP_START + 2 * SOCKADDR_SIZE,
  pack(value) {
    const expected = '{ group, source, interfaceIndex }';
    const { group, source, interfaceIndex } = fields<GroupSource>(value, expected);
    const packed = Buffer.alloc(groupSource.size);
    packed.set(int.pack(interfaceIndex));
    packed.set(packHost(String(group), 0), GROUP_START);
    packed.set(packHost(String(source), 0), GROUP_START + SOCKADDR_SIZE);
    return packed;
  },
  unpack: (bytes) => ({
    group: unpackAddress(bytes.subarray(GROUP_START)),
    source: unpackAddress(bytes.subarray(GROUP_START + SOCKADDR_SIZE)),
    interfaceIndex: bytes.readInt32LE(),
  }),
};

function unpackAddress(sockaddr: Uint8Array): string {
  return familyOf(sockaddr) === AF_INET6
    ? unpackIpv6(sockaddr.subarray(8))
    : unpackIpv4(sockaddr.subarray(4));
}
