/** An endpoint: what can be bound to, connected to, or sent to. */

import { inspect } from 'node:util';
import { markAsUncloneable } from 'node:worker_threads';
import {
  type AddressFamily,
  AF_INET,
  AF_INET6,
  AF_NETLINK,
  AF_PACKET,
  AF_UNIX,
  AF_VSOCK,
  ETH_P_ALL,
  IPPROTO_TCP,
  IPPROTO_UDP,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_SEQPACKET,
  SOCK_STREAM,
} from '../system/constants.ts';
import type { SocketErrorContext } from '../system/errors.ts';
import { checkBytes, checkInt, refuseRange, refuseType } from '../system/validate.ts';
import { type AddressKind, isOfKind } from './address-kinds.ts';
import { interfaceIndex, interfaceName } from './interface-names.ts';
import {
  LINK_SIZE,
  type LinkAddress,
  NETLINK_SIZE,
  type NetlinkAddress,
  packLink,
  packNetlink,
  packVsock,
  unpackLink,
  unpackNetlink,
  unpackVsock,
  VSOCK_SIZE,
  type VsockAddress,
} from './linux-sockaddr.ts';
import {
  familyOf,
  packHost,
  packInet,
  packUnix,
  unpackIpv4,
  unpackIpv6,
  unpackPort,
  unpackUnixPath,
} from './sockaddr.ts';

/** The sizes of addresses, which must not be cut off. */
const LEAST_SIZES: Readonly<Record<number, number>> = {
  [AF_INET]: 16,
  [AF_INET6]: 28,
  // Without the hardware address.
  [AF_PACKET]: 12,
  [AF_NETLINK]: NETLINK_SIZE,
  [AF_VSOCK]: VSOCK_SIZE,
};

/** The part of an {@link Addrinfo} about the socket that fits it. */
export interface AddrinfoOptions {
  /** The type of socket, such as {@link SOCK_STREAM}; 0 for any. */
  readonly type?: number | undefined;
  /** The protocol, such as {@link IPPROTO_TCP}; 0 for the family's own choice. */
  readonly protocol?: number | undefined;
  /** The official name of the host, where getaddrinfo was asked for it. */
  readonly canonicalName?: string | undefined;
}

/**
 * An endpoint, wrapped around its packed `struct sockaddr`. It never changes. structuredClone() refuses it:
 * to another thread, send its {@link toSockaddr}.
 *
 * Hosts are written as IP addresses; {@link getaddrinfo} looks up names.
 *
 * @example
 * const endpoint = Addrinfo.tcp('127.0.2.1', 4481);
 * endpoint.toString(); // => '127.0.2.1:4481'
 * endpoint.toSockaddr().toString('hex'); // => '020011817f0002010000000000000000'
 */
export class Addrinfo {
  /** The type of socket that fits, 0 for any. */
  readonly type: number;
  /** The protocol that fits, 0 for any. */
  readonly protocol: number;
  /** The official name of the host, where getaddrinfo was asked for it. */
  readonly canonicalName: string | undefined;
  /** A character a byte: text takes a fifth of the memory of bytes, and each accepted socket keeps an address. */
  readonly #packed: string;

  private constructor(sockaddr: Uint8Array, options: AddrinfoOptions = {}) {
    // A clone would be empty. Send the bytes of toSockaddr() instead.
    markAsUncloneable(this);
    this.#packed = Buffer.from(sockaddr.buffer, sockaddr.byteOffset, sockaddr.length).toString(
      'latin1',
    );
    this.type = checkInt('type', options.type ?? 0);
    this.protocol = checkInt('protocol', options.protocol ?? 0);
    this.canonicalName = options.canonicalName;
  }

  /**
   * The endpoint of a TCP server or client.
   *
   * Raises ERR_INVALID_ARG_TYPE for a host that is not an IP address and ERR_OUT_OF_RANGE for a
   * port that is not a whole number from 0 to 65535. Port 0 asks bind for any free one.
   *
   * @example
   * Addrinfo.tcp('::1', 80).toString(); // => '[::1]:80'
   */
  static tcp(host: string, port: number): Addrinfo {
    return new Addrinfo(packHost(host, port), { type: SOCK_STREAM, protocol: IPPROTO_TCP });
  }

  /**
   * The endpoint of a UDP socket. It packs to the same bytes as {@link tcp}.
   *
   * @example
   * Addrinfo.udp('127.0.0.1', 53).equals(Addrinfo.tcp('127.0.0.1', 53)); // => true
   */
  static udp(host: string, port: number): Addrinfo {
    return new Addrinfo(packHost(host, port), { type: SOCK_DGRAM, protocol: IPPROTO_UDP });
  }

  /**
   * An IP address for whatever protocol, with port 0.
   *
   * @example
   * Addrinfo.ip('10.1.2.3').isPrivate; // => true
   */
  static ip(host: string): Addrinfo {
    return new Addrinfo(packHost(host, 0));
  }

  /**
   * The endpoint of a Unix socket, `unix(7)`. A path that begins with NUL is an abstract name, which
   * has no file. Text is encoded as UTF-8; a path of other bytes is given as them.
   *
   * Raises ERR_OUT_OF_RANGE for a path of more than 107 bytes (an abstract name: 108), or with NUL
   * in it.
   *
   * @example
   * Addrinfo.unix('/run/greeter.sock').unixPath; // => '/run/greeter.sock'
   */
  static unix(path: string | Uint8Array, type: number = SOCK_STREAM): Addrinfo {
    return new Addrinfo(packUnix(path), { type });
  }

  /**
   * An interface as an AF_PACKET socket sees it, `packet(7)`.
   *
   * @example
   * Addrinfo.packet('lo').linkAddress.interfaceIndex; // => interfaceIndex('lo')
   */
  static packet(interfaceName: string, etherType: number = ETH_P_ALL): Addrinfo {
    const sockaddr = packLink({ interfaceIndex: interfaceIndex(interfaceName), etherType });
    return new Addrinfo(sockaddr, { type: SOCK_RAW });
  }

  /**
   * A socket of `netlink(7)`: the kernel, unless it is told another.
   *
   * @param address `portId`, 0 for the kernel, and for bind any free one; `groups`, a mask of multicast groups
   *
   * @example
   * using socket = new Socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
   * socket.bind(Addrinfo.netlink());
   * socket.localAddress.netlinkAddress.portId > 0; // => true
   */
  static netlink({ portId = 0, groups = 0 }: Partial<NetlinkAddress> = {}): Addrinfo {
    return new Addrinfo(packNetlink({ portId, groups }), { type: SOCK_RAW });
  }

  /**
   * The endpoint of a socket between a virtual machine and its host, `vsock(7)`.
   *
   * Raises ERR_OUT_OF_RANGE for numbers of more than 32 bits.
   *
   * @param cid the machine, such as {@link VMADDR_CID_HOST}
   * @param port the port, of 32 bits; those below 1024 need a privilege
   *
   * @example
   * Addrinfo.vsock(VMADDR_CID_HOST, 1024).toString(); // => 'vsock:2:1024'
   */
  static vsock(cid: number, port: number, type: number = SOCK_STREAM): Addrinfo {
    return new Addrinfo(packVsock({ cid, port }), { type });
  }

  /**
   * The endpoint that a packed `struct sockaddr` describes.
   *
   * Raises ERR_OUT_OF_RANGE if there are too few bytes for its family.
   *
   * @example
   * const packed = Addrinfo.tcp('127.0.0.1', 80).toSockaddr();
   * Addrinfo.fromSockaddr(packed).ipPort; // => 80
   */
  static fromSockaddr(sockaddr: Uint8Array, options?: AddrinfoOptions): Addrinfo {
    const bytes = checkBytes('sockaddr', sockaddr);
    const least = LEAST_SIZES[familyOf(bytes)] ?? 2;
    if (bytes.length < least) {
      refuseRange('sockaddr', `at least ${least} bytes`, bytes.length);
    }
    // The kernel cuts a link address off behind its hardware address, and takes it only whole.
    const isCut = familyOf(bytes) === AF_PACKET && bytes.length < LINK_SIZE;
    return new Addrinfo(isCut ? Buffer.concat([bytes], LINK_SIZE) : bytes, options);
  }

  /**
   * The family, such as {@link AF_INET}.
   *
   * @example
   * Addrinfo.tcp('::1', 80).family === AF_INET6; // => true
   */
  get family(): AddressFamily {
    // Every number that stands there is a family, be it one that this library does not know.
    return familyOf(this.#sockaddr) as AddressFamily;
  }

  /**
   * The IP address as text: IPv4 in dotted decimal form, IPv6 in the form of RFC 5952, with the
   * scope of a link-local address behind `%`.
   *
   * Raises ERR_INVALID_ARG_TYPE for an endpoint of another family.
   *
   * @example
   * Addrinfo.tcp('0:0:0:0:0:0:0:1', 80).ipAddress; // => '::1'
   */
  get ipAddress(): string {
    if (this.isIpv4) return unpackIpv4(this.#sockaddr.subarray(4));
    if (!this.isIpv6) refuseType('address', 'an IPv4 or IPv6 endpoint', this);
    const address = unpackIpv6(this.#sockaddr.subarray(8));
    return this.scopeId === 0 ? address : `${address}%${scopeName(this.scopeId)}`;
  }

  /**
   * The port, 0 to 65535. Raises ERR_INVALID_ARG_TYPE for an endpoint that has none.
   *
   * @example
   * Addrinfo.tcp('127.0.0.1', 80).ipPort; // => 80
   */
  get ipPort(): number {
    if (!this.isIp) refuseType('address', 'an IPv4 or IPv6 endpoint', this);
    return unpackPort(this.#sockaddr);
  }

  /**
   * The index of the interface that a link-local IPv6 address belongs to; 0 for none.
   *
   * @example
   * Addrinfo.tcp('fe80::1%lo', 80).scopeId; // => interfaceIndex('lo')
   */
  get scopeId(): number {
    return this.isIpv6 ? this.#sockaddr.readUInt32LE(24) : 0;
  }

  /**
   * The path of a Unix socket as text; empty where it has no name. Bytes that are not UTF-8 are shown as
   * U+FFFD: {@link unixPathBytes} has them as they are.
   *
   * @example
   * Addrinfo.unix('\0greeter').unixPath; // => '\0greeter'
   */
  get unixPath(): string {
    return this.unixPathBytes.toString();
  }

  /**
   * The path of a Unix socket as bytes, which need not be UTF-8; empty where it has no name.
   *
   * @example
   * Addrinfo.unix(Buffer.from('/run/caf\xe9', 'latin1')).unixPathBytes.at(-1); // => 0xe9
   */
  get unixPathBytes(): Buffer {
    if (!this.isUnix) refuseType('address', 'a Unix endpoint', this);
    return unpackUnixPath(this.#sockaddr);
  }

  /**
   * The part of an AF_PACKET address about the interface and the packet.
   *
   * @example
   * Addrinfo.packet('lo', ETH_P_IP).linkAddress.etherType; // => 0x0800
   */
  get linkAddress(): LinkAddress {
    if (this.family !== AF_PACKET) refuseType('address', 'an AF_PACKET endpoint', this);
    return unpackLink(this.#sockaddr);
  }

  /**
   * The parts of an AF_NETLINK address.
   *
   * @example
   * Addrinfo.netlink({ groups: 1 }).netlinkAddress; // => { portId: 0, groups: 1 }
   */
  get netlinkAddress(): NetlinkAddress {
    if (this.family !== AF_NETLINK) refuseType('address', 'an AF_NETLINK endpoint', this);
    return unpackNetlink(this.#sockaddr);
  }

  /**
   * The parts of an AF_VSOCK address.
   *
   * @example
   * Addrinfo.vsock(3, 1024).vsockAddress; // => { cid: 3, port: 1024 }
   */
  get vsockAddress(): VsockAddress {
    if (this.family !== AF_VSOCK) refuseType('address', 'an AF_VSOCK endpoint', this);
    return unpackVsock(this.#sockaddr);
  }

  /**
   * The endpoint in one word, such as `127.0.2.1:4481`, `[::1]:80` or `@abstract`.
   *
   * @example
   * `${Addrinfo.unix('\0greeter')}`; // => '@greeter'
   */
  toString(): string {
    if (this.isIpv4) return `${this.ipAddress}:${this.ipPort}`;
    if (this.isIpv6) return `[${this.ipAddress}]:${this.ipPort}`;
    if (this.isUnix) return shownPath(this.unixPath) || '(unnamed)';
    if (this.family === AF_PACKET) return scopeName(this.linkAddress.interfaceIndex);
    if (this.family === AF_VSOCK) return `vsock:${this.vsockAddress.cid}:${this.vsockAddress.port}`;
    if (this.family === AF_NETLINK) return `netlink:${this.netlinkAddress.portId}`;
    return `family ${this.family}`;
  }

  /**
   * True for an IPv4 or IPv6 endpoint.
   *
   * @example
   * Addrinfo.ip('::1').isIp; // => true
   */
  get isIp(): boolean {
    return this.isIpv4 || this.isIpv6;
  }

  /**
   * True for an IPv4 endpoint.
   *
   * @example
   * Addrinfo.ip('10.0.0.1').isIpv4; // => true
   */
  get isIpv4(): boolean {
    return this.family === AF_INET;
  }

  /**
   * True for an IPv6 endpoint.
   *
   * @example
   * Addrinfo.ip('10.0.0.1').isIpv6; // => false
   */
  get isIpv6(): boolean {
    return this.family === AF_INET6;
  }

  /**
   * True for the endpoint of a Unix socket.
   *
   * @example
   * Addrinfo.unix('/run/x').isUnix; // => true
   */
  get isUnix(): boolean {
    return this.family === AF_UNIX;
  }

  /**
   * True for 0.0.0.0 and ::, which stand for any address of this machine.
   *
   * @example
   * Addrinfo.ip('0.0.0.0').isUnspecified; // => true
   */
  get isUnspecified(): boolean {
    return this.#is('isUnspecified');
  }

  /**
   * True for an address that never leaves this machine: 127.0.0.0/8 or ::1.
   *
   * @example
   * Addrinfo.ip('127.0.2.1').isLoopback; // => true
   */
  get isLoopback(): boolean {
    return this.#is('isLoopback');
  }

  /**
   * True for an address of private networks: RFC 1918, and the unique local fc00::/7 of RFC 4193.
   *
   * @example
   * Addrinfo.ip('192.168.1.10').isPrivate; // => true
   */
  get isPrivate(): boolean {
    return this.#is('isPrivate');
  }

  /**
   * True for an address that reaches no further than the link: 169.254.0.0/16 or fe80::/10.
   *
   * @example
   * Addrinfo.ip('fe80::1').isLinkLocal; // => true
   */
  get isLinkLocal(): boolean {
    return this.#is('isLinkLocal');
  }

  /**
   * True for the address of a group: 224.0.0.0/4 or ff00::/8.
   *
   * @example
   * Addrinfo.ip('224.0.0.1').isMulticast; // => true
   */
  get isMulticast(): boolean {
    return this.#is('isMulticast');
  }

  /**
   * True for an address in fec0::/10, which RFC 3879 took out of use.
   *
   * @example
   * Addrinfo.ip('fec0::1').isSiteLocal; // => true
   */
  get isSiteLocal(): boolean {
    return this.#is('isSiteLocal');
  }

  /**
   * True for an IPv4 address in an IPv6 socket, ::ffff:0:0/96.
   *
   * @example
   * Addrinfo.ip('::ffff:127.0.0.1').isV4Mapped; // => true
   */
  get isV4Mapped(): boolean {
    return this.#is('isV4Mapped');
  }

  /**
   * True for an address in ::/96 other than :: and ::1, which RFC 4291 took out of use.
   *
   * @example
   * Addrinfo.ip('::10.0.0.1').isV4Compatible; // => true
   */
  get isV4Compatible(): boolean {
    const isReserved = this.isUnspecified || this.isLoopback;
    return this.#is('isV4Compatible') && !isReserved;
  }

  /**
   * The IPv4 endpoint inside a v4-mapped one; undefined for any other.
   *
   * @example
   * Addrinfo.tcp('::ffff:127.0.0.1', 80).toIpv4()?.toString(); // => '127.0.0.1:80'
   */
  toIpv4(): Addrinfo | undefined {
    if (!this.isV4Mapped) return undefined;
    const { type, protocol } = this;
    const address = unpackIpv4(this.#sockaddr.subarray(20));
    return new Addrinfo(packInet(address, this.ipPort), { type, protocol });
  }

  /**
   * The packed `struct sockaddr`, a copy.
   *
   * @example
   * Addrinfo.tcp('127.0.0.1', 80).toSockaddr().length; // => 16
   */
  toSockaddr(): Buffer {
    return this.#sockaddr;
  }

  /**
   * Tells whether both pack to the same bytes.
   *
   * @example
   * Addrinfo.tcp('::1', 80).equals(Addrinfo.tcp('::1', 81)); // => false
   */
  equals(other: Addrinfo): boolean {
    return other instanceof Addrinfo && this.#packed === other.#packed;
  }

  /**
   * The endpoint with its type and protocol.
   *
   * @example
   * Addrinfo.udp('127.0.0.1', 53).inspect(); // => 'Addrinfo 127.0.0.1:53 UDP'
   */
  inspect(): string {
    const types = { [SOCK_STREAM]: 'STREAM', [SOCK_DGRAM]: 'DGRAM', [SOCK_RAW]: 'RAW' };
    const protocols = { [IPPROTO_TCP]: 'TCP', [IPPROTO_UDP]: 'UDP' };
    const kinds: Readonly<Record<number, string>> = { ...types, [SOCK_SEQPACKET]: 'SEQPACKET' };
    const names: Readonly<Record<number, string>> = protocols;
    const kind = names[this.protocol] ?? kinds[this.type];
    return kind === undefined ? `Addrinfo ${this}` : `Addrinfo ${this} ${kind}`;
  }

  [inspect.custom](): string {
    return this.inspect();
  }

  /**
   * The fields of an error about this endpoint.
   *
   * @example
   * Addrinfo.tcp('::1', 80).toErrorContext(); // => { address: '::1', port: 80 }
   */
  toErrorContext(): SocketErrorContext {
    if (this.isIp) return { address: this.ipAddress, port: this.ipPort };
    if (this.family === AF_VSOCK || this.family === AF_NETLINK) return { address: String(this) };
    const isNamed = this.isUnix && this.unixPath !== '';
    return isNamed ? { path: shownPath(this.unixPath) } : {};
  }

  get #sockaddr(): Buffer {
    return Buffer.from(this.#packed, 'latin1');
  }

  #is(kind: AddressKind): boolean {
    if (!this.isIp) return false;
    const bytes = this.#sockaddr;
    return isOfKind(kind, this.isIpv4 ? bytes.subarray(4, 8) : bytes.subarray(8, 24));
  }
}

/** An IP address and a port. */
export interface HostPort {
  /** An IP address; a name only where the call looks names up. */
  readonly host: string;
  /** 0 to 65535; 0 asks bind for any free one. */
  readonly port: number;
}

/** The path of a Unix socket. */
export interface UnixPath {
  /** A path that begins with NUL is an abstract name, which has no file. Bytes need not be UTF-8. */
  readonly path: string | Uint8Array;
}

/** An address as every call takes it: an endpoint, or its parts. */
export type Address = Addrinfo | HostPort | UnixPath;

/** The endpoint of an address. Raises ERR_INVALID_ARG_TYPE for anything else. */
export function toAddrinfo(value: Address): Addrinfo {
  if (value instanceof Addrinfo) return value;
  if (typeof value === 'object' && value !== null) {
    if ('host' in value) return Addrinfo.fromSockaddr(packHost(value.host, value.port));
    if ('path' in value) return Addrinfo.unix(value.path);
  }
  return refuseType('address', 'an Addrinfo, { host, port } or { path }', value);
}

/** Abstract names are written with @ in place of NUL, as ss(8) writes them. */
function shownPath(path: string): string {
  return path.replace(/^\0/, '@');
}

function scopeName(index: number): string {
  return interfaceName(index) ?? String(index);
}
