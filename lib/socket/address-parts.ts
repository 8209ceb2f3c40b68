/** What stands in a `struct sockaddr`, part by part. */

import { type AddressFamily, AF_PACKET } from './constants.ts';
import { interfaceName } from './interface-names.ts';
import { AddressKind } from './predicates.ts';
import {
  familyOf,
  type LinkAddress,
  unpackIpv4,
  unpackIpv6,
  unpackLink,
  unpackPort,
  unpackUnixPath,
} from './sockaddr.ts';
import { refuseType } from './validate.ts';

const IPV4_START = 4;
const IPV6_START = 8;

/** An endpoint by its parts. */
export abstract class AddressParts extends AddressKind {
  /**
   * The family, such as {@link AF_INET}.
   *
   * @example
   * Addrinfo.tcp('::1', 80).family === AF_INET6; // => true
   */
  override get family(): AddressFamily {
    // Every number that stands there is a family, be it one that this library does not know.
    return familyOf(this.packed) as AddressFamily;
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
    if (this.isIpv4) return unpackIpv4(this.packed.subarray(IPV4_START));
    if (!this.isIpv6) refuseType('address', 'an IPv4 or IPv6 endpoint', this);
    const address = unpackIpv6(this.packed.subarray(IPV6_START));
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
    return unpackPort(this.packed);
  }

  /**
   * The index of the interface that a link-local IPv6 address belongs to; 0 for none.
   *
   * @example
   * Addrinfo.tcp('fe80::1%lo', 80).scopeId; // => interfaceIndex('lo')
   */
  get scopeId(): number {
    return this.isIpv6 ? Buffer.from(this.packed).readUInt32LE(24) : 0;
  }

  /**
   * The path of a Unix socket; empty where it has no name.
   *
   * @example
   * Addrinfo.unix('\0greeter').unixPath; // => '\0greeter'
   */
  get unixPath(): string {
    if (!this.isUnix) refuseType('address', 'a Unix endpoint', this);
    return unpackUnixPath(this.packed);
  }

  /**
   * What an AF_PACKET address says of the interface and the packet.
   *
   * @example
   * Addrinfo.packet('lo', ETH_P_IP).linkAddress.etherType; // => 0x0800
   */
  get linkAddress(): LinkAddress {
    if (this.family !== AF_PACKET) refuseType('address', 'an AF_PACKET endpoint', this);
    return unpackLink(this.packed);
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

  protected override get ipBytes(): Uint8Array {
    return this.packed.subarray(this.isIpv4 ? IPV4_START : IPV6_START);
  }

  /** The whole, as C has it. */
  protected abstract get packed(): Uint8Array;
}

/** Abstract names are written with @ in place of NUL, as ss(8) writes them. */
export function shownPath(path: string): string {
  return path.replace(/^\0/, '@');
}

function scopeName(index: number): string {
  return interfaceName(index) ?? String(index);
}
