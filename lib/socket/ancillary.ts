/** Ancillary data: what travels beside a message, `cmsg(3)`. */

import { IPPROTO_IP, IPPROTO_IPV6 } from './constants.ts';
import { errorName } from './errors.ts';
import { IP_PKTINFO, IP_RECVERR, IPV6_RECVERR, SOL_SOCKET } from './option-names.ts';
import { type Credentials, credentials } from './options.ts';
import { packIpv6, unpackIpv4, unpackIpv6 } from './sockaddr.ts';
import {
  checkBytes,
  checkDescriptor,
  checkInt,
  checkInteger,
  refuseRange,
  refuseType,
} from './validate.ts';

/** Descriptors, on a Unix socket. */
export const SCM_RIGHTS = 1;
/** Who sent it, on a Unix socket with SO_PASSCRED. */
export const SCM_CREDENTIALS = 2;
/** When it arrived, to the microsecond: SO_TIMESTAMP. */
export const SCM_TIMESTAMP = 29;
/** When it arrived, to the nanosecond: SO_TIMESTAMPNS. */
export const SCM_TIMESTAMPNS = 35;
/** The IPv6 address and interface it arrived at or leaves from. */
export const IPV6_PKTINFO = 50;

/** `struct cmsghdr`: a length of 8 bytes, then level and type. The same on x86-64 and arm64. */
const HEADER = 16;
/** The most descriptors in one message: the kernel's SCM_MAX_FD. */
const MOST_DESCRIPTORS = 253;

/**
 * The length of a control message with `length` bytes of data, without padding: CMSG_LEN.
 *
 * @example
 * cmsgLen(4); // => 20
 */
export function cmsgLen(length: number): number {
  return HEADER + checkInteger('length', length, CONTROL_LENGTHS);
}

/**
 * The room that a control message with `length` bytes of data takes: CMSG_SPACE.
 *
 * @example
 * cmsgSpace(4); // => 24
 */
export function cmsgSpace(length: number): number {
  return HEADER + align(checkInteger('length', length, CONTROL_LENGTHS));
}

const CONTROL_LENGTHS = { least: 0, most: 0x7fff_ffe0 };

/** An error from the error queue: `struct sock_extended_err`, IP_RECVERR of `ip(7)`. */
export interface ExtendedError {
  /** The name of the error, such as `ECONNREFUSED`. */
  readonly code: string;
  /** Where it came from: 1 this machine, 2 ICMP, 3 ICMPv6. */
  readonly origin: number;
  /** ICMP's type and code. */
  readonly icmpType: number;
  readonly icmpCode: number;
  /** More about it, such as the MTU of the path. */
  readonly info: number;
  /** The address of the machine that reported it, if another one did. */
  readonly offender: string | undefined;
}

/**
 * One piece of ancillary data. The static methods make those that can be sent; the getters read
 * those that arrive, and are undefined where the type is another.
 *
 * @example
 * const [left, right] = Socket.pair();
 * await left.sendMessage('x', { control: [AncillaryData.rights(0)] });
 * const { control } = await right.recvMessage();
 * const [descriptor = -1] = control[0]?.descriptors ?? [];
 * descriptor > 2; // => true
 * for (const socket of [left, right]) socket.close();
 * closeDescriptor(descriptor);
 */
export class AncillaryData {
  readonly level: number;
  readonly type: number;
  readonly data: Buffer;

  constructor(level: number, type: number, data: Uint8Array) {
    this.level = checkInt('level', level);
    this.type = checkInt('type', type);
    this.data = Buffer.from(checkBytes('data', data));
  }

  /**
   * Descriptors to be copied into the receiving process, SCM_RIGHTS of `unix(7)`.
   *
   * @example
   * AncillaryData.rights(0, 1).descriptors; // => [0, 1]
   */
  static rights(...descriptors: readonly (number | { fileno(): number })[]): AncillaryData {
    if (descriptors.length > MOST_DESCRIPTORS) {
      refuseRange('descriptors', `at most ${MOST_DESCRIPTORS}`, descriptors.length);
    }
    const data = Buffer.alloc(4 * descriptors.length);
    descriptors.forEach((item, i) => {
      const fd = typeof item === 'number' ? item : item?.fileno?.();
      data.writeInt32LE(checkDescriptor(fd), 4 * i);
    });
    return new AncillaryData(SOL_SOCKET, SCM_RIGHTS, data);
  }

  /**
   * Who sends it, SCM_CREDENTIALS of `unix(7)`. Without privilege only the truth is allowed.
   *
   * @example
   * AncillaryData.credentials({ pid: 1, uid: 2, gid: 3 }).credentials; // => { pid: 1, uid: 2, gid: 3 }
   */
  static credentials(sender: Credentials): AncillaryData {
    return new AncillaryData(SOL_SOCKET, SCM_CREDENTIALS, credentials.pack(sender));
  }

  /**
   * The address and interface that an IPv6 datagram shall leave from, `ipv6(7)`.
   *
   * @example
   * AncillaryData.ipv6PacketInfo('::1', 1).packetInfo; // => { address: '::1', interfaceIndex: 1 }
   */
  static ipv6PacketInfo(address: string, interfaceIndex: number): AncillaryData {
    const data = Buffer.alloc(20);
    data.set(packIpv6(address));
    data.writeInt32LE(checkInt('interface', interfaceIndex), 16);
    return new AncillaryData(IPPROTO_IPV6, IPV6_PKTINFO, data);
  }

  /**
   * A number, such as the IP_TTL of one datagram.
   *
   * @example
   * AncillaryData.int(SOL_IP, IP_TTL, 7).int; // => 7
   */
  static int(level: number, type: number, value: number): AncillaryData {
    const data = Buffer.alloc(4);
    data.writeInt32LE(checkInt('value', value));
    return new AncillaryData(level, type, data);
  }

  /**
   * The descriptors that arrived. They are this process's own, and have to be closed.
   *
   * @example
   * AncillaryData.int(SOL_IP, IP_TTL, 7).descriptors; // => undefined
   */
  get descriptors(): readonly number[] | undefined {
    if (!this.#is(SOL_SOCKET, SCM_RIGHTS)) return undefined;
    return Array.from({ length: this.data.length >> 2 }, (_, i) => this.data.readInt32LE(4 * i));
  }

  /** Who sent the message, vouched for by the kernel. */
  get credentials(): Credentials | undefined {
    return this.#is(SOL_SOCKET, SCM_CREDENTIALS) ? credentials.unpack(this.data) : undefined;
  }

  /** When the datagram arrived, in milliseconds since 1970, with fractions. */
  get timestamp(): number | undefined {
    const perMillisecond = { [SCM_TIMESTAMP]: 1e3, [SCM_TIMESTAMPNS]: 1e6 }[this.type];
    if (this.level !== SOL_SOCKET || perMillisecond === undefined) return undefined;
    const fraction = Number(this.data.readBigInt64LE(8)) / perMillisecond;
    return Number(this.data.readBigInt64LE()) * 1e3 + fraction;
  }

  /** The address and interface that the datagram arrived at. */
  get packetInfo(): { readonly address: string; readonly interfaceIndex: number } | undefined {
    if (this.#is(IPPROTO_IP, IP_PKTINFO)) {
      const address = unpackIpv4(this.data.subarray(8));
      return { address, interfaceIndex: this.data.readInt32LE() };
    }
    if (!this.#is(IPPROTO_IPV6, IPV6_PKTINFO)) return undefined;
    return { address: unpackIpv6(this.data), interfaceIndex: this.data.readInt32LE(16) };
  }

  /** A number, such as an IP_TTL that arrived. */
  get int(): number | undefined {
    return this.data.length === 4 ? this.data.readInt32LE() : undefined;
  }

  /** An error from the error queue. */
  get extendedError(): ExtendedError | undefined {
    if (!this.#is(IPPROTO_IP, IP_RECVERR) && !this.#is(IPPROTO_IPV6, IPV6_RECVERR)) {
      return undefined;
    }
    const { data } = this;
    const family = data.length >= 18 ? data.readUInt16LE(16) : 0;
    const offenders: Readonly<Record<number, () => string>> = {
      2: () => unpackIpv4(data.subarray(20)),
      10: () => unpackIpv6(data.subarray(24)),
    };
    return {
      code: errorName(data.readUInt32LE()),
      origin: data.readUInt8(4),
      icmpType: data.readUInt8(5),
      icmpCode: data.readUInt8(6),
      info: data.readUInt32LE(8),
      offender: offenders[family]?.(),
    };
  }

  #is(level: number, type: number): boolean {
    return this.level === level && this.type === type;
  }
}

/** Packs control messages one after another. */
export function packControl(control: readonly AncillaryData[]): Buffer {
  if (!Array.isArray(control)) refuseType('control', 'a list of AncillaryData', control);
  for (const item of control) {
    if (!(item instanceof AncillaryData)) refuseType('control', 'AncillaryData', item);
  }
  const packed = Buffer.alloc(control.reduce((sum, { data }) => sum + cmsgSpace(data.length), 0));
  let at = 0;
  for (const item of control) {
    packed.writeBigUInt64LE(BigInt(cmsgLen(item.data.length)), at);
    packed.writeInt32LE(item.level, at + 8);
    packed.writeInt32LE(item.type, at + 12);
    packed.set(item.data, at + HEADER);
    at += cmsgSpace(item.data.length);
  }
  return packed;
}

/** Unpacks control messages; stops at one that is cut off in its header. */
export function unpackControl(packed: Buffer): AncillaryData[] {
  const control: AncillaryData[] = [];
  for (let at = 0; at + HEADER <= packed.length; ) {
    const length = Number(packed.readBigUInt64LE(at));
    if (length < HEADER) break;
    const data = packed.subarray(at + HEADER, at + length);
    control.push(new AncillaryData(packed.readInt32LE(at + 8), packed.readInt32LE(at + 12), data));
    at += align(length);
  }
  return control;
}

/** Control messages begin at multiples of eight bytes. */
function align(length: number): number {
  return (length + 7) & ~7;
}
