/** Packets of the Internet protocols, taken apart: RFC 791, 8200, 9293, 768. */

import { unpackHardware } from '../../socket/address/linux-sockaddr.ts';
import { unpackIpv4, unpackIpv6 } from '../../socket/address/sockaddr.ts';
import { formatEndpoint } from '../base/endpoint.ts';

/** A packet as it was seen, from its IP header on. */
export interface Packet {
  /** When it was seen, in milliseconds since 1970, with fractions. */
  readonly time: number;
  readonly version: 4 | 6;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  /** `time to live` of IPv4, `hop limit` of IPv6. */
  readonly hopLimit: number;
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'arp' | 'other';
  readonly tcp: TcpHeader | undefined;
  readonly icmp: IcmpHeader | undefined;
  readonly arp?: ArpMessage | undefined;
  /** Its way over a link of a lab, where it was captured there. */
  readonly hop?: Hop;
  /** The first bytes of the payload. */
  readonly payload: Buffer;
  /** The length of the payload on the wire, in bytes. */
  readonly payloadLength: number;
  /** The bytes that were kept, from the IP header on. */
  readonly bytes: Buffer;
  /** The length of the whole packet on the wire, in bytes. */
  readonly length: number;
}

/** One end of a packet's way. Port 0 where there is none; ICMP errors have those they are about. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** The fields of a TCP header. */
export interface TcpHeader {
  /** The sequence number as it stands on the wire. */
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: readonly TcpFlag[];
  /** The window as it stands on the wire, not scaled. */
  readonly window: number;
  readonly options: readonly TcpOption[];
}

/** A flag of TCP. */
export type TcpFlag = 'FIN' | 'SYN' | 'RST' | 'PSH' | 'ACK' | 'URG' | 'ECE' | 'CWR';

/** An option of TCP, such as `mss 65495`. */
export interface TcpOption {
  readonly name: string;
  readonly values: readonly number[];
}

/** Type and code of an ICMP message. */
export interface IcmpHeader {
  readonly type: number;
  readonly code: number;
}

/** A question or an answer about the hardware address of a host, RFC 826. */
export interface ArpMessage {
  readonly isRequest: boolean;
  /** The hardware address of the sender. */
  readonly sender: string;
}

/** The way of a packet over one link. */
export interface Hop {
  readonly link: string;
  /** The names of the hosts. */
  readonly from: string;
  readonly to: string;
  /** The time that it took, in milliseconds; undefined where it did not arrive. */
  readonly travelTime: number | undefined;
  /** The whole frame, as far as it was kept. */
  readonly frame: Buffer;
}

/** The header of Ethernet: destination, source, and the kind of what follows. */
const frameHeader = 14;
const etherTypes = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd } as const;

const tcpFlags: readonly TcpFlag[] = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'];

/** Decodes a packet; `undefined` for neither IPv4 nor IPv6, and for headers that are cut off. */
export function decodePacket(bytes: Buffer, time: number): Packet | undefined {
  const version = (bytes[0] ?? 0) >> 4;
  const network = version === 4 ? decodeIpv4(bytes) : version === 6 ? decodeIpv6(bytes) : undefined;
  return network && decodeTransport(network, bytes, time);
}

/** Decodes a frame of Ethernet: its packet, or a message of ARP. */
export function decodeFrame(frame: Buffer, time: number): Packet | undefined {
  if (frame.length < frameHeader) return undefined;
  const content = frame.subarray(frameHeader);
  const kind = frame.readUInt16BE(12);
  return kind === etherTypes.arp ? decodeArp(content, time) : decodePacket(content, time);
}

function decodeArp(message: Buffer, time: number): Packet | undefined {
  const isIpv4 = message.length >= 28 && message.readUInt16BE(2) === etherTypes.ipv4;
  if (!isIpv4) return undefined;
  const end = (at: number) => ({ address: unpackIpv4(message.subarray(at, at + 4)), port: 0 });
  return {
    ...{ time, version: 4, protocol: 'arp', hopLimit: 0, tcp: undefined, icmp: undefined },
    source: end(14),
    destination: end(24),
    arp: {
      isRequest: message.readUInt16BE(6) === 1,
      sender: unpackHardware(message.subarray(8, 14)),
    },
    ...{ payload: Buffer.alloc(0), payloadLength: 0, bytes: message, length: 28 },
  };
}

/** An end in words; without the port where there is none. */
export function endpointText({ address, port }: Endpoint): string {
  return port === 0 ? address : formatEndpoint(address, port);
}

interface Network {
  readonly version: 4 | 6;
  readonly source: string;
  readonly destination: string;
  readonly hopLimit: number;
  readonly next: number;
  /** The offset of the transport header. */
  readonly start: number;
  readonly length: number;
}

function decodeIpv4(bytes: Buffer): Network | undefined {
  if (bytes.length < 20) return undefined;
  return {
    version: 4,
    source: unpackIpv4(bytes.subarray(12, 16)),
    destination: unpackIpv4(bytes.subarray(16, 20)),
    hopLimit: bytes.readUInt8(8),
    next: bytes.readUInt8(9),
    start: (bytes.readUInt8(0) & 0xf) * 4,
    length: bytes.readUInt16BE(2),
  };
}

/** Extension headers that a packet may carry before its transport header, by their numbers. */
const extensionHeaders = new Set([0, 43, 60]);

function decodeIpv6(bytes: Buffer): Network | undefined {
  if (bytes.length < 40) return undefined;
  let next = bytes.readUInt8(6);
  let start = 40;
  while (extensionHeaders.has(next) && start + 2 <= bytes.length) {
    next = bytes.readUInt8(start);
    start += (bytes.readUInt8(start + 1) + 1) * 8;
  }
  return {
    version: 6,
    source: unpackIpv6(bytes.subarray(8, 24)),
    destination: unpackIpv6(bytes.subarray(24, 40)),
    hopLimit: bytes.readUInt8(7),
    next,
    start,
    length: 40 + bytes.readUInt16BE(4),
  };
}

function decodeTransport(network: Network, bytes: Buffer, time: number): Packet | undefined {
  const { version, source, destination, hopLimit, next, start, length } = network;
  const segment = bytes.subarray(start);
  const transport = decodeSegment(next, segment);
  if (!transport) return undefined;
  const { ports, headerLength, ...rest } = transport;
  return {
    time,
    version,
    source: { address: source, port: ports[0] },
    destination: { address: destination, port: ports[1] },
    hopLimit,
    ...rest,
    payload: segment.subarray(headerLength, length - start),
    payloadLength: Math.max(0, length - start - headerLength),
    bytes,
    length,
  };
}

interface Transport extends Pick<Packet, 'protocol' | 'tcp' | 'icmp'> {
  readonly ports: readonly [source: number, destination: number];
  readonly headerLength: number;
}

function decodeSegment(protocol: number, segment: Buffer): Transport | undefined {
  const none = { tcp: undefined, icmp: undefined };
  switch (protocol) {
    case 6: {
      if (segment.length < 20) return undefined;
      const headerLength = (segment.readUInt8(12) >> 4) * 4;
      const tcp = decodeTcp(segment.subarray(0, headerLength));
      return { ...none, protocol: 'tcp', tcp, ports: portsOf(segment), headerLength };
    }
    case 17:
      if (segment.length < 8) return undefined;
      return { ...none, protocol: 'udp', ports: portsOf(segment), headerLength: 8 };
    case 1:
    case 58: {
      if (segment.length < 8) return undefined;
      const icmp = { type: segment.readUInt8(0), code: segment.readUInt8(1) };
      // An error quotes the packet it is about: it goes back from there to where that came from.
      const about = decodePacket(segment.subarray(8), 0);
      const ports = [about?.destination.port ?? 0, about?.source.port ?? 0] as const;
      return { ...none, protocol: 'icmp', icmp, ports, headerLength: 8 };
    }
    default:
      return { ...none, protocol: 'other', ports: [0, 0], headerLength: 0 };
  }
}

function portsOf(segment: Buffer): readonly [number, number] {
  return [segment.readUInt16BE(0), segment.readUInt16BE(2)];
}

function decodeTcp(header: Buffer): TcpHeader {
  const bits = header.readUInt8(13);
  return {
    sequence: header.readUInt32BE(4),
    acknowledgment: header.readUInt32BE(8),
    flags: tcpFlags.filter((_, place) => bits & (1 << place)),
    window: header.readUInt16BE(14),
    options: decodeTcpOptions(header.subarray(20)),
  };
}

/** Names of TCP's options by their kinds, with the sizes of their values in bytes. */
const tcpOptions: Readonly<Record<number, readonly [name: string, size: 0 | 1 | 2 | 4]>> = {
  2: ['mss', 2],
  3: ['window scale', 1],
  4: ['sack permitted', 0],
  5: ['sack', 4],
  8: ['timestamps', 4],
};

function decodeTcpOptions(bytes: Buffer): readonly TcpOption[] {
  const options: TcpOption[] = [];
  for (let at = 0; at < bytes.length; ) {
    const kind = bytes.readUInt8(at);
    if (kind === 0) break;
    if (kind === 1) {
      at++;
      continue;
    }
    const length = bytes[at + 1] ?? 0;
    if (length < 2 || at + length > bytes.length) break;
    const [name, size] = tcpOptions[kind] ?? [`option ${kind}`, 0];
    const value = bytes.subarray(at + 2, at + length);
    const count = size === 0 ? 0 : Math.floor(value.length / size);
    const values = Array.from({ length: count }, (_, i) => value.readUIntBE(i * size, size));
    options.push({ name, values });
    at += length;
  }
  return options;
}
