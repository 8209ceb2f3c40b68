/** The fields of well-known structures: socket addresses and packets. */

import { unpackIpv4, unpackIpv6 } from '../../socket/address/sockaddr.ts';
import { type Addrinfo, AF_INET, AF_INET6, AF_UNIX } from '../../socket/index.ts';
import type { Packet } from '../capture/packet.ts';

/** A part of some bytes. Fields follow each other without gaps. */
export interface ByteField {
  readonly name: string;
  /** Its size in bytes; the last field may leave it out and takes the rest. */
  readonly length?: number;
  /** The value in words; unless given, the number in network byte order. */
  readonly show?: (bytes: Buffer) => string;
}

/** The fields of a `struct sockaddr` of any family that this course speaks of. */
export function sockaddrFields(address: Addrinfo): readonly ByteField[] {
  const family = (name: string): ByteField => ({ name: 'family', length: 2, show: () => name });
  switch (address.family) {
    case AF_INET:
      return [
        family('AF_INET'),
        { name: 'port', length: 2 },
        { name: 'address', length: 4, show: unpackIpv4 },
        { name: 'padding', show: () => 'unused' },
      ];
    case AF_INET6:
      return [
        family('AF_INET6'),
        { name: 'port', length: 2 },
        { name: 'flow information', length: 4 },
        { name: 'address', length: 16, show: unpackIpv6 },
        { name: 'scope id', length: 4, show: (bytes) => String(bytes.readUInt32LE()) },
      ];
    case AF_UNIX:
      return [family('AF_UNIX'), { name: 'path', show: asText }];
    default:
      return [family(`family ${address.family}`), { name: 'data', show: asText }];
  }
}

/** The fields of a packet: its IP header, its transport header, its payload. */
export function packetFields(packet: Packet): readonly ByteField[] {
  const network = packet.version === 4 ? ipv4Fields(packet.bytes) : ipv6Fields;
  return [...network, ...transportFields(packet), { name: 'payload', show: asText }];
}

function ipv4Fields(bytes: Buffer): readonly ByteField[] {
  const options = (bytes.readUInt8(0) & 0xf) * 4 - 20;
  return [
    {
      name: 'version, header length',
      length: 1,
      show: ([b = 0]) => `${b >> 4}, ${(b & 0xf) * 4} bytes`,
    },
    { name: 'type of service', length: 1 },
    { name: 'total length', length: 2 },
    { name: 'identification', length: 2 },
    { name: 'flags, fragment offset', length: 2, show: fragment },
    { name: 'time to live', length: 1 },
    { name: 'protocol', length: 1, show: protocolName },
    { name: 'header checksum', length: 2, show: asHex },
    { name: 'source address', length: 4, show: unpackIpv4 },
    { name: 'destination address', length: 4, show: unpackIpv4 },
    ...(options > 0 ? [{ name: 'options', length: options, show: asHex }] : []),
  ];
}

const ipv6Fields: readonly ByteField[] = [
  {
    name: 'version, class, flow label',
    length: 4,
    show: (bytes) => `${bytes.readUInt8(0) >> 4}, ...`,
  },
  { name: 'payload length', length: 2 },
  { name: 'next header', length: 1, show: protocolName },
  { name: 'hop limit', length: 1 },
  { name: 'source address', length: 16, show: unpackIpv6 },
  { name: 'destination address', length: 16, show: unpackIpv6 },
];

function transportFields({ protocol, tcp, bytes, version }: Packet): readonly ByteField[] {
  const ports = [
    { name: 'source port', length: 2 },
    { name: 'destination port', length: 2 },
  ];
  if (protocol === 'udp') {
    return [...ports, { name: 'length', length: 2 }, { name: 'checksum', length: 2, show: asHex }];
  }
  if (!tcp) return [];
  const start = version === 4 ? (bytes.readUInt8(0) & 0xf) * 4 : 40;
  const options = (bytes.readUInt8(start + 12) >> 4) * 4 - 20;
  const names = tcp.options.map(({ name, values }) => [name, ...values].join(' ')).join(', ');
  return [
    ...ports,
    { name: 'sequence number', length: 4 },
    { name: 'acknowledgment number', length: 4 },
    { name: 'header length', length: 1, show: ([byte = 0]) => `${(byte >> 4) * 4} bytes` },
    { name: 'flags', length: 1, show: () => tcp.flags.join(', ') },
    { name: 'window', length: 2 },
    { name: 'checksum', length: 2, show: asHex },
    { name: 'urgent pointer', length: 2 },
    ...(options > 0 ? [{ name: 'options', length: options, show: () => names }] : []),
  ];
}

function fragment(bytes: Buffer): string {
  const value = bytes.readUInt16BE();
  const flags = [
    ...(value & 0x4000 ? ["don't fragment"] : []),
    ...(value & 0x2000 ? ['more'] : []),
  ];
  return [...flags, `offset ${(value & 0x1fff) * 8}`].join(', ');
}

function protocolName([number = 0]: Buffer): string {
  const names: Readonly<Record<number, string>> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPv6' };
  return names[number] ? `${number} (${names[number]})` : String(number);
}

function asHex(bytes: Buffer): string {
  return `0x${bytes.toString('hex')}`;
}

function asText(bytes: Buffer): string {
  return JSON.stringify(bytes.toString('latin1')).replaceAll('\\u00', '\\x');
}
