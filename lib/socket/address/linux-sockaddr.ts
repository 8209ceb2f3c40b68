/** `struct sockaddr` of the families that Linux alone has: `packet(7)`, `netlink(7)`, `vsock(7)`. */

import { AF_NETLINK, AF_PACKET, AF_VSOCK } from '../system/constants.ts';
import { checkInteger } from '../system/validate.ts';

const UINT32 = { least: 0, most: 0xffff_ffff };

/** An interface and a packet on it: `struct sockaddr_ll`, `packet(7)`. */
export interface LinkAddress {
  readonly interfaceIndex: number;
  /** The protocol inside the frame, such as 0x0800 for IPv4. */
  readonly etherType: number;
  /** The kind of hardware, such as 1 for Ethernet and 772 for loopback. */
  readonly hardwareType?: number;
  /** Which way the packet went: PACKET_HOST, ..., PACKET_OUTGOING. */
  readonly packetType?: number;
  /** The hardware address, such as `52:54:00:12:34:56`. */
  readonly hardwareAddress?: string;
}

/** The size of a `struct sockaddr_ll`. */
export const LINK_SIZE = 20;

/** Packs a `struct sockaddr_ll`, 20 bytes. */
export function packLink({ interfaceIndex, etherType }: LinkAddress): Buffer {
  const packed = Buffer.alloc(LINK_SIZE);
  packed.writeUInt16LE(AF_PACKET, 0);
  packed.writeUInt16BE(checkInteger('etherType', etherType, { least: 0, most: 0xffff }), 2);
  packed.writeInt32LE(interfaceIndex, 4);
  return packed;
}

/** Unpacks a `struct sockaddr_ll`. */
export function unpackLink(sockaddr: Uint8Array): Required<LinkAddress> {
  const packed = Buffer.from(sockaddr);
  const hardware = packed.subarray(12, 12 + Math.min(8, packed.readUInt8(11)));
  return {
    interfaceIndex: packed.readInt32LE(4),
    etherType: packed.readUInt16BE(2),
    hardwareType: packed.readUInt16LE(8),
    packetType: packed.readUInt8(10),
    hardwareAddress: unpackHardware(hardware),
  };
}

/** The text of a hardware address, such as `52:54:00:12:34:56`. */
export function unpackHardware(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** A socket of `netlink(7)`: `struct sockaddr_nl`. */
export interface NetlinkAddress {
  /** The port ID, which is the number of the process for its first socket; 0 is the kernel's. */
  readonly portId: number;
  /** The multicast groups, as a mask: 1 for the first. */
  readonly groups: number;
}

/** The size of a `struct sockaddr_nl`. */
export const NETLINK_SIZE = 12;

/** Packs a `struct sockaddr_nl`, 12 bytes. */
export function packNetlink({ portId, groups }: NetlinkAddress): Buffer {
  const packed = Buffer.alloc(NETLINK_SIZE);
  packed.writeUInt16LE(AF_NETLINK, 0);
  packed.writeUInt32LE(checkInteger('port ID', portId, UINT32), 4);
  packed.writeUInt32LE(checkInteger('groups', groups, UINT32), 8);
  return packed;
}

/** Unpacks a `struct sockaddr_nl`. */
export function unpackNetlink(sockaddr: Uint8Array): NetlinkAddress {
  const packed = Buffer.from(sockaddr);
  return { portId: packed.readUInt32LE(4), groups: packed.readUInt32LE(8) };
}

/** A virtual machine, or its host, and a port there: `struct sockaddr_vm`, `vsock(7)`. */
export interface VsockAddress {
  /** The context identifier, of 32 bits: VMADDR_CID_HOST is the host, from 3 on are machines. */
  readonly cid: number;
  /** The port, of 32 bits. */
  readonly port: number;
}

/** The size of a `struct sockaddr_vm`. */
export const VSOCK_SIZE = 16;

/** Packs a `struct sockaddr_vm`, 16 bytes. */
export function packVsock({ cid, port }: VsockAddress): Buffer {
  const packed = Buffer.alloc(VSOCK_SIZE);
  packed.writeUInt16LE(AF_VSOCK, 0);
  packed.writeUInt32LE(checkInteger('port', port, UINT32), 4);
  packed.writeUInt32LE(checkInteger('cid', cid, UINT32), 8);
  return packed;
}

/** Unpacks a `struct sockaddr_vm`. */
export function unpackVsock(sockaddr: Uint8Array): VsockAddress {
  const packed = Buffer.from(sockaddr);
  return { cid: packed.readUInt32LE(8), port: packed.readUInt32LE(4) };
}
