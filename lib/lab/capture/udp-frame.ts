/** Makes the frame that carries a datagram on a cable: Ethernet, IPv4 and UDP, RFC 894, 791, 768. */

import type { Endpoint } from './packet.ts';

/** The contents of a frame. */
export interface UdpFrame {
  /** The hardware addresses of sender and receiver. */
  readonly hardware: readonly [from: string, to: string];
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly payload: Uint8Array;
}

const ethernetHeader = 14;
const ipHeader = 20;
const udpHeader = 8;
const types = { ipv4: 0x0800, udp: 17 } as const;
const hopLimit = 64;

export function udpFrame({ hardware, source, destination, payload }: UdpFrame): Buffer {
  const [from, to] = hardware;
  const ethernet = Buffer.alloc(ethernetHeader);
  ethernet.set(hardwareBytes(to));
  ethernet.set(hardwareBytes(from), 6);
  ethernet.writeUInt16BE(types.ipv4, 12);
  const ip = Buffer.alloc(ipHeader);
  ip.writeUInt8(0x45); // version 4, five words of header
  ip.writeUInt16BE(ipHeader + udpHeader + payload.length, 2);
  ip.writeUInt8(hopLimit, 8);
  ip.writeUInt8(types.udp, 9);
  ip.set(source.address.split('.').map(Number), 12);
  ip.set(destination.address.split('.').map(Number), 16);
  ip.writeUInt16BE(checksum(ip), 10);
  const udp = Buffer.alloc(udpHeader); // without a checksum, which UDP allows over IPv4
  udp.writeUInt16BE(source.port);
  udp.writeUInt16BE(destination.port, 2);
  udp.writeUInt16BE(udpHeader + payload.length, 4);
  return Buffer.concat([ethernet, ip, udp, payload]);
}

function hardwareBytes(address: string): number[] {
  return address.split(':').map((octet) => Number.parseInt(octet, 16));
}

/** The checksum of the Internet protocols, RFC 1071, over an even number of bytes. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += bytes.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
