/** Ancillary data: what travels beside a message, `cmsg(3)`. */

import { packIpv6, unpackIpv4, unpackIpv6 } from '../address/sockaddr.ts';
import { IPPROTO_IP, IPPROTO_IPV6 } from '../system/constants.ts';
import { errorName } from '../system/errors.ts';
import * as libc from '../system/libc.ts';
import { checkBytes, checkDescriptor, checkInt, refuseRange } from '../system/validate.ts';
import { IP_PKTINFO, IP_RECVERR, IPV6_RECVERR, SOL_SOCKET } from './option-names.ts';
import { type Credentials, credentials } from './options.ts';

/** Descriptors, on a Unix socket. */
export const SCM_RIGHTS = 1;
/** The sender, on a Unix socket with SO_PASSCRED. */
export const SCM_CREDENTIALS = 2;
/** When it arrived, to the microsecond: SO_TIMESTAMP. */
export const SCM_TIMESTAMP = 29;
/** When it arrived, to the nanosecond: SO_TIMESTAMPNS. */
export const SCM_TIMESTAMPNS = 35;
/** When it arrived or left, by the clock that SO_TIMESTAMPING asked for. */
export const SCM_TIMESTAMPING = 37;
/** The IPv6 address and interface it arrived at or leaves from. */
export const IPV6_PKTINFO = 50;

/** The most descriptors in one message: the kernel's SCM_MAX_FD. */
const MOST_DESCRIPTORS = 253;

/** The method by which a receiver makes descriptors be closed that nothing asks for. */
export const closeUnclaimed: unique symbol = Symbol('closeUnclaimed');

/** A peer may send descriptors unasked, and would use up those of this process. */
const unclaimed = new FinalizationRegistry<readonly number[]>((descriptors) => {
  for (const fd of descriptors) libc.close(fd);
});

/** An error from the error queue: `struct sock_extended_err`, IP_RECVERR of `ip(7)`. */
export interface ExtendedError {
  /** The name of the error, such as `ECONNREFUSED`. */
  readonly code: string;
  /** Its origin: 1 this machine, 2 ICMP, 3 ICMPv6. */
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
  /** The protocol that it belongs to, such as {@link SOL_SOCKET}. */
  readonly level: number;
  /** The type, such as {@link SCM_RIGHTS}. */
  readonly type: number;
  /** The data, as C has it. */
  readonly data: Buffer;

  /** Ancillary data of a type that this library has no method for. */
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
   * The sender's credentials, SCM_CREDENTIALS of `unix(7)`. Without privilege only the truth is allowed.
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
   * The descriptors that arrived. They are this process's own, and have to be closed by the caller, once
   * they were asked for.
   *
   * @example
   * AncillaryData.int(SOL_IP, IP_TTL, 7).descriptors; // => undefined
   */
  get descriptors(): readonly number[] | undefined {
    unclaimed.unregister(this);
    return this.#descriptors();
  }

  /** @internal Closes the descriptors that arrived when this is garbage, unless they were asked for. */
  [closeUnclaimed](): this {
    const descriptors = this.#descriptors();
    if (descriptors !== undefined) unclaimed.register(this, descriptors, this);
    return this;
  }

  #descriptors(): readonly number[] | undefined {
    if (!this.#is(SOL_SOCKET, SCM_RIGHTS)) return undefined;
    return Array.from({ length: this.data.length >> 2 }, (_, i) => this.data.readInt32LE(4 * i));
  }

  /**
   * The sender of the message, vouched for by the kernel.
   *
   * @example
   * const [left, right] = Socket.pair(AF_UNIX, SOCK_DGRAM);
   * right.setsockopt(SOL_SOCKET, SO_PASSCRED, true);
   * await left.send('x');
   * const { control } = await right.recvMessage();
   * control[0]?.credentials?.pid === process.pid; // => true
   * for (const socket of [left, right]) socket.close();
   */
  get credentials(): Credentials | undefined {
    return this.#is(SOL_SOCKET, SCM_CREDENTIALS) ? credentials.unpack(this.data) : undefined;
  }

  /**
   * When the datagram arrived, or left, in milliseconds since 1970, with fractions. Of the three
   * times of SO_TIMESTAMPING it is the kernel's own, or else that of the network card.
   *
   * @example
   * using socket = new UdpSocket({ host: '127.0.0.1', port: 0 });
   * socket.setsockopt(SOL_SOCKET, SO_TIMESTAMP, true);
   * await socket.sendTo('x', socket.localAddress);
   * const { control } = await socket.recvMessage();
   * new Date(control[0]?.timestamp ?? 0).getFullYear() > 2000; // => true
   */
  get timestamp(): number | undefined {
    const units = { [SCM_TIMESTAMP]: 1e3, [SCM_TIMESTAMPNS]: 1e6, [SCM_TIMESTAMPING]: 1e6 };
    const perMillisecond = (units as Readonly<Record<number, number>>)[this.type];
    const isTime = this.level === SOL_SOCKET && perMillisecond !== undefined;
    if (!isTime || this.data.length < 16) return undefined;
    const isByCard = this.data.length === 3 * 16 && this.data.readBigInt64LE() === 0n;
    const at = isByCard ? 2 * 16 : 0;
    const fraction = Number(this.data.readBigInt64LE(at + 8)) / perMillisecond;
    return Number(this.data.readBigInt64LE(at)) * 1e3 + fraction;
  }

  /**
   * The address and interface that the datagram arrived at.
   *
   * @example
   * using socket = new UdpSocket({ host: '127.0.0.1', port: 0 });
   * socket.setsockopt(SOL_IP, IP_PKTINFO, true);
   * await socket.sendTo('x', socket.localAddress);
   * const { control } = await socket.recvMessage();
   * control[0]?.packetInfo?.address; // => '127.0.0.1'
   */
  get packetInfo(): { readonly address: string; readonly interfaceIndex: number } | undefined {
    if (this.#is(IPPROTO_IP, IP_PKTINFO)) {
      const address = unpackIpv4(this.data.subarray(8));
      return { address, interfaceIndex: this.data.readInt32LE() };
    }
    if (!this.#is(IPPROTO_IPV6, IPV6_PKTINFO)) return undefined;
    return { address: unpackIpv6(this.data), interfaceIndex: this.data.readInt32LE(16) };
  }

  /**
   * A number, such as an IP_TTL that arrived.
   *
   * @example
   * using socket = new UdpSocket({ host: '127.0.0.1', port: 0 });
   * socket.setsockopt(SOL_IP, IP_RECVTTL, true);
   * await socket.sendTo('x', socket.localAddress);
   * const { control } = await socket.recvMessage();
   * control[0]?.int; // => 64
   */
  get int(): number | undefined {
    return this.data.length === 4 ? this.data.readInt32LE() : undefined;
  }

  /**
   * An error from the error queue.
   *
   * @example
   * using closed = new UdpSocket({ host: '127.0.0.1', port: 0 });
   * using socket = new UdpSocket({ host: '127.0.0.1', port: 0 });
   * socket.setsockopt(SOL_IP, IP_RECVERR, true);
   * await socket.connect(closed.localAddress);
   * closed.close();
   * await socket.send('x');
   * const { control } = await socket.recvMessage({ flags: MSG_ERRQUEUE });
   * control[0]?.extendedError?.code; // => 'ECONNREFUSED'
   */
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
