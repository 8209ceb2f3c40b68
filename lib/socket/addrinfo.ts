/** An endpoint: what can be bound to, connected to, or sent to. */

import { inspect } from 'node:util';
import { AddressParts, shownPath } from './address-parts.ts';
import {
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
import { packHost } from './host.ts';
import { interfaceIndex } from './interface-names.ts';
import { familyOf, LINK_SIZE, packInet, packLink, packUnix, unpackIpv4 } from './sockaddr.ts';
import { checkBytes, checkInt, refuseRange, refuseType } from './validate.ts';

/** What an {@link Addrinfo} says of the socket that fits it. */
export interface AddrinfoOptions {
  /** The type of socket, such as {@link SOCK_STREAM}; 0 for any. */
  readonly type?: number | undefined;
  /** The protocol, such as {@link IPPROTO_TCP}; 0 for the family's own choice. */
  readonly protocol?: number | undefined;
  /** The official name of the host, where getaddrinfo was asked for it. */
  readonly canonicalName?: string | undefined;
}

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
export class Addrinfo extends AddressParts {
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

  protected override get packed(): Uint8Array {
    return this.#sockaddr;
  }
}

/** Raises ERR_INVALID_ARG_TYPE unless `value` is an {@link Addrinfo}. */
export function checkAddress(value: unknown): Addrinfo {
  if (value instanceof Addrinfo) return value;
  return refuseType('address', 'an Addrinfo such as Addrinfo.tcp("127.0.0.1", 4481)', value);
}
