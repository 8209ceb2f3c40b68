/** An endpoint: what can be bound to, connected to, or sent to. */

import { isIPv4, isIPv6 } from 'node:net';
import { inspect } from 'node:util';
import {
  type AddressFamily,
  AF_INET,
  AF_INET6,
  AF_PACKET,
  ETH_P_ALL,
  IPPROTO_TCP,
  IPPROTO_UDP,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_SEQPACKET,
  SOCK_STREAM,
} from './constants.ts';
import type { SocketErrorContext } from './errors.ts';
import { interfaceIndex, interfaceName } from './interface-names.ts';
import { AddressKind } from './predicates.ts';
import {
  familyOf,
  LINK_SIZE,
  type LinkAddress,
  packInet,
  packInet6,
  packLink,
  packUnix,
  unpackIpv4,
  unpackIpv6,
  unpackLink,
  unpackPort,
  unpackUnixPath,
} from './sockaddr.ts';
import { checkBytes, checkInt, checkPort, refuseRange, refuseType } from './validate.ts';

/** What an {@link Addrinfo} says of the socket that fits it. */
export interface AddrinfoOptions {
  /** The type of socket, such as {@link SOCK_STREAM}; 0 for any. */
  readonly type?: number | undefined;
  /** The protocol, such as {@link IPPROTO_TCP}; 0 for the family's own choice. */
  readonly protocol?: number | undefined;
  /** The official name of the host, where getaddrinfo was asked for it. */
  readonly canonicalName?: string | undefined;
}

const IPV4_START = 4;
const IPV6_START = 8;

/**
 * An endpoint, wrapped around its packed `struct sockaddr`. It never changes.
 *
 * Hosts are written as IP addresses; {@link getaddrinfo} looks up names.
 *
 * @example
 * const endpoint = Addrinfo.tcp('127.0.2.1', 4481);
 * endpoint.toString(); // => '127.0.2.1:4481'
 * endpoint.toSockaddr().toString('hex'); // => '020011817f0002010000000000000000'
 */
export class Addrinfo extends AddressKind {
  /** The type of socket that fits, 0 for any. */
  readonly type: number;
  /** The protocol that fits, 0 for any. */
  readonly protocol: number;
  /** The official name of the host, where getaddrinfo was asked for it. */
  readonly canonicalName: string | undefined;
  readonly #sockaddr: Uint8Array;

  private constructor(sockaddr: Uint8Array, options: AddrinfoOptions = {}) {
    super();
    this.#sockaddr = sockaddr;
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
   * has no file.
   *
   * Raises ERR_OUT_OF_RANGE for a path of more than 107 bytes (an abstract name: 108), or with NUL
   * in it.
   *
   * @example
   * Addrinfo.unix('/run/greeter.sock').unixPath; // => '/run/greeter.sock'
   */
  static unix(path: string, type: number = SOCK_STREAM): Addrinfo {
    if (typeof path !== 'string') refuseType('path', 'a string', path);
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
   * The endpoint that a packed `struct sockaddr` describes.
   *
   * Raises ERR_OUT_OF_RANGE if there are too few bytes for its family.
   *
   * @example
   * const packed = Addrinfo.tcp('127.0.0.1', 80).toSockaddr();
   * Addrinfo.fromSockaddr(packed).ipPort; // => 80
   */
  static fromSockaddr(sockaddr: Uint8Array, options?: AddrinfoOptions): Addrinfo {
    const bytes = new Uint8Array(checkBytes('sockaddr', sockaddr));
    const least = { [AF_INET]: 16, [AF_INET6]: 28, [AF_PACKET]: 12 }[familyOf(bytes)] ?? 2;
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
  override get family(): AddressFamily {
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
    if (this.isIpv4) return unpackIpv4(this.#sockaddr.subarray(IPV4_START));
    if (!this.isIpv6) refuseType('address', 'an IPv4 or IPv6 endpoint', this);
    const address = unpackIpv6(this.#sockaddr.subarray(IPV6_START));
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
    return this.isIpv6 ? Buffer.from(this.#sockaddr).readUInt32LE(24) : 0;
  }

  /**
   * The path of a Unix socket; empty where it has no name.
   *
   * @example
   * Addrinfo.unix('\0greeter').unixPath; // => '\0greeter'
   */
  get unixPath(): string {
    if (!this.isUnix) refuseType('address', 'a Unix endpoint', this);
    return unpackUnixPath(this.#sockaddr);
  }

  /**
   * What an AF_PACKET address says of the interface and the packet.
   *
   * @example
   * Addrinfo.packet('lo', ETH_P_IP).linkAddress.etherType; // => 0x0800
   */
  get linkAddress(): LinkAddress {
    if (this.family !== AF_PACKET) refuseType('address', 'an AF_PACKET endpoint', this);
    return unpackLink(this.#sockaddr);
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
    return Buffer.from(this.#sockaddr);
  }

  /**
   * Whether both pack to the same bytes.
   *
   * @example
   * Addrinfo.tcp('::1', 80).equals(Addrinfo.tcp('::1', 81)); // => false
   */
  equals(other: Addrinfo): boolean {
    return other instanceof Addrinfo && Buffer.compare(this.#sockaddr, other.#sockaddr) === 0;
  }

  /**
   * The endpoint in one word, such as `127.0.2.1:4481`, `[::1]:80` or `@abstract`.
   *
   * @example
   * `${Addrinfo.unix('\0greeter')}`; // => '@greeter'
   */
  override toString(): string {
    if (this.isIpv4) return `${this.ipAddress}:${this.ipPort}`;
    if (this.isIpv6) return `[${this.ipAddress}]:${this.ipPort}`;
    if (this.isUnix) return shownPath(this.unixPath) || '(unnamed)';
    if (this.family === AF_PACKET) return scopeName(this.linkAddress.interfaceIndex);
    return `family ${this.family}`;
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
   * What an error about this endpoint carries.
   *
   * @example
   * Addrinfo.tcp('::1', 80).toErrorContext(); // => { address: '::1', port: 80 }
   */
  toErrorContext(): SocketErrorContext {
    if (this.isIp) return { address: this.ipAddress, port: this.ipPort };
    return this.isUnix ? { path: shownPath(this.unixPath) } : {};
  }

  protected override get ipBytes(): Uint8Array {
    return this.#sockaddr.subarray(this.isIpv4 ? IPV4_START : IPV6_START);
  }
}

/** Raises ERR_INVALID_ARG_TYPE unless `value` is an {@link Addrinfo}. */
export function checkAddress(value: unknown): Addrinfo {
  if (value instanceof Addrinfo) return value;
  return refuseType('address', 'an Addrinfo such as Addrinfo.tcp("127.0.0.1", 4481)', value);
}

/** Abstract names are written with @ in place of NUL, as ss(8) writes them. */
function shownPath(path: string): string {
  return path.replace(/^\0/, '@');
}

function scopeName(index: number): string {
  return interfaceName(index) ?? String(index);
}

function packHost(host: string, port: number): Buffer {
  checkPort(port);
  if (typeof host === 'string') {
    if (isIPv4(host)) return packInet(host, port);
    const [address = '', scope] = host.split('%');
    if (isIPv6(host)) return packInet6(address, port, { scopeId: scopeIndex(scope) });
  }
  return refuseType('host', 'an IP address such as "127.0.0.1" (getaddrinfo looks up names)', host);
}

/** A scope is written as the name of an interface, or its index. */
function scopeIndex(scope: string | undefined): number {
  if (scope === undefined) return 0;
  return /^\d+$/.test(scope) ? checkInt('scope', Number(scope)) : interfaceIndex(scope);
}
