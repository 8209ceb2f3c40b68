/** An endpoint: who can be bound to, connected to, or sent to. */

import { isIPv4, isIPv6 } from 'node:net';
import { inspect as nodeInspect } from 'node:util';
import {
  type AddressFamily,
  AF_INET,
  AF_INET6,
  AF_UNIX,
  IPPROTO_TCP,
  IPPROTO_UDP,
  SOCK_DGRAM,
  SOCK_STREAM,
} from './constants.ts';
import type { SocketErrorContext } from './errors.ts';
import {
  familyOf,
  packInet,
  packInet6,
  packUnix,
  unpackIpv4,
  unpackIpv6,
  unpackPort,
  unpackUnixPath,
} from './sockaddr.ts';
import { checkBytes, checkPort, refuseType } from './validate.ts';

/** What an {@link Addrinfo} says of the socket that fits it. */
export interface AddrinfoOptions {
  /** The type of socket, such as {@link SOCK_STREAM}; 0 for any. */
  readonly type?: number;
  /** The protocol, such as {@link IPPROTO_TCP}; 0 for the family's own choice. */
  readonly protocol?: number;
}

export class Addrinfo {
  /** The type of socket that fits, 0 for any. */
  readonly type: number;
  /** The protocol that fits, 0 for any. */
  readonly protocol: number;
  readonly #sockaddr: Uint8Array;

  private constructor(sockaddr: Uint8Array, { type = 0, protocol = 0 }: AddrinfoOptions = {}) {
    this.#sockaddr = sockaddr;
    this.type = type;
    this.protocol = protocol;
  }

  /** The endpoint of a TCP server or client. */
  static tcp(host: string, port: number): Addrinfo {
    return new Addrinfo(packHost(host, port), { type: SOCK_STREAM, protocol: IPPROTO_TCP });
  }

  /** The endpoint of a UDP socket. */
  static udp(host: string, port: number): Addrinfo {
    return new Addrinfo(packHost(host, port), { type: SOCK_DGRAM, protocol: IPPROTO_UDP });
  }

  /** The endpoint of a Unix socket; a path that begins with NUL is an abstract name. */
  static unix(path: string, type: number = SOCK_STREAM): Addrinfo {
    if (typeof path !== 'string') refuseType('path', 'a string', path);
    return new Addrinfo(packUnix(path), { type });
  }

  /** The endpoint that a packed `struct sockaddr` describes. */
  static fromSockaddr(sockaddr: Uint8Array, options?: AddrinfoOptions): Addrinfo {
    return new Addrinfo(Uint8Array.from(checkBytes('sockaddr', sockaddr)), options);
  }

  /** The family, such as {@link AF_INET}. */
  get family(): AddressFamily {
    // Every number that the kernel writes there is a family.
    return familyOf(this.#sockaddr) as AddressFamily;
  }

  /** The IP address as text. */
  get ipAddress(): string {
    if (this.family === AF_INET) return unpackIpv4(this.#sockaddr.subarray(4));
    if (this.family === AF_INET6) return unpackIpv6(this.#sockaddr.subarray(8));
    return refuseType('address', 'an IPv4 or IPv6 endpoint', this);
  }

  /** The port, 0 to 65535. */
  get ipPort(): number {
    if (!this.isIp) refuseType('address', 'an IPv4 or IPv6 endpoint', this);
    return unpackPort(this.#sockaddr);
  }

  /** The path of a Unix socket; empty where it has no name. */
  get unixPath(): string {
    if (this.family !== AF_UNIX) refuseType('address', 'a Unix endpoint', this);
    return unpackUnixPath(this.#sockaddr);
  }

  /** Whether this is an IPv4 or IPv6 endpoint. */
  get isIp(): boolean {
    return this.family === AF_INET || this.family === AF_INET6;
  }

  /** The packed `struct sockaddr`, a copy. */
  toSockaddr(): Buffer {
    return Buffer.from(this.#sockaddr);
  }

  /** The endpoint in one word, such as `127.0.2.1:4481`. */
  toString(): string {
    if (this.family === AF_INET) return `${this.ipAddress}:${this.ipPort}`;
    if (this.family === AF_INET6) return `[${this.ipAddress}]:${this.ipPort}`;
    if (this.family === AF_UNIX) return this.unixPath.replace(/^\0/, '@') || '(unnamed)';
    return `family ${this.family}`;
  }

  /** What an error about this endpoint carries. */
  toErrorContext(): SocketErrorContext {
    if (this.isIp) return { address: this.ipAddress, port: this.ipPort };
    return this.family === AF_UNIX ? { path: this.unixPath.replace(/^\0/, '@') } : {};
  }

  [nodeInspect.custom](): string {
    return `Addrinfo ${this}`;
  }
}

function packHost(host: string, port: number): Buffer {
  checkPort(port);
  if (isIPv4(host)) return packInet(host, port);
  if (isIPv6(host)) return packInet6(host, port);
  return refuseType(
    'host',
    'an IP address such as "127.0.0.1" (getaddrinfo() looks up names)',
    host,
  );
}
