/** What kind of address it is: the ranges that the registries of IANA set apart. */

import { type AddressFamily, AF_INET, AF_INET6, AF_UNIX } from './constants.ts';

/** Whether an IPv4 address lies in `prefix`, such as 10.0.0.0/8. */
function within(bytes: Uint8Array, prefix: readonly number[], bits: number): boolean {
  return prefix.every((byte, i) => {
    const used = Math.min(8, Math.max(0, bits - 8 * i));
    const mask = (0xff00 >> used) & 0xff;
    return ((bytes[i] ?? 0) & mask) === (byte & mask);
  });
}

/** Predicates over the four bytes of an IPv4 address. */
const ipv4 = {
  /** 0.0.0.0, any address of this machine. */
  isUnspecified: (bytes: Uint8Array) => within(bytes, [0, 0, 0, 0], 32),
  /** 127.0.0.0/8, RFC 1122. */
  isLoopback: (bytes: Uint8Array) => within(bytes, [127], 8),
  /** 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16, RFC 1918. */
  isPrivate: (bytes: Uint8Array) =>
    within(bytes, [10], 8) || within(bytes, [172, 16], 12) || within(bytes, [192, 168], 16),
  /** 169.254.0.0/16, RFC 3927. */
  isLinkLocal: (bytes: Uint8Array) => within(bytes, [169, 254], 16),
  /** 224.0.0.0/4, RFC 5771. */
  isMulticast: (bytes: Uint8Array) => within(bytes, [224], 4),
} as const;

/** Predicates over the sixteen bytes of an IPv6 address. */
const ipv6 = {
  /** ::, any address of this machine. */
  isUnspecified: (bytes: Uint8Array) => within(bytes, Array(16).fill(0), 128),
  /** ::1, RFC 4291. */
  isLoopback: (bytes: Uint8Array) => within(bytes, [...Array(15).fill(0), 1], 128),
  /** fc00::/7, unique local, RFC 4193. */
  isPrivate: (bytes: Uint8Array) => within(bytes, [0xfc], 7),
  /** fe80::/10, RFC 4291. */
  isLinkLocal: (bytes: Uint8Array) => within(bytes, [0xfe, 0x80], 10),
  /** fec0::/10, which RFC 3879 took out of use. */
  isSiteLocal: (bytes: Uint8Array) => within(bytes, [0xfe, 0xc0], 10),
  /** ff00::/8, RFC 4291. */
  isMulticast: (bytes: Uint8Array) => within(bytes, [0xff], 8),
  /** ::ffff:0:0/96, an IPv4 address in an IPv6 socket, RFC 4291. */
  isV4Mapped: (bytes: Uint8Array) => within(bytes, [...Array(10).fill(0), 0xff, 0xff], 96),
  /** ::/96 without :: and ::1, which RFC 4291 took out of use. */
  isV4Compatible: (bytes: Uint8Array) =>
    within(bytes, Array(12).fill(0), 96) && !within(bytes, Array(15).fill(0), 120),
} as const;

/** The predicates of an endpoint. An endpoint that is no IP address has none of IP's kinds. */
export abstract class AddressKind {
  /** The family, such as {@link AF_INET}. */
  abstract get family(): AddressFamily;
  /** The bytes of an IP address. */
  protected abstract get ipBytes(): Uint8Array;

  /**
   * Whether this is an IPv4 or IPv6 endpoint.
   *
   * @example
   * Addrinfo.ip('::1').isIp; // => true
   */
  get isIp(): boolean {
    return this.isIpv4 || this.isIpv6;
  }

  /**
   * Whether this is an IPv4 endpoint.
   *
   * @example
   * Addrinfo.ip('10.0.0.1').isIpv4; // => true
   */
  get isIpv4(): boolean {
    return this.family === AF_INET;
  }

  /**
   * Whether this is an IPv6 endpoint.
   *
   * @example
   * Addrinfo.ip('10.0.0.1').isIpv6; // => false
   */
  get isIpv6(): boolean {
    return this.family === AF_INET6;
  }

  /**
   * Whether this is the endpoint of a Unix socket.
   *
   * @example
   * Addrinfo.unix('/run/x').isUnix; // => true
   */
  get isUnix(): boolean {
    return this.family === AF_UNIX;
  }

  /**
   * Whether it is 0.0.0.0 or ::, which stand for any address of this machine.
   *
   * @example
   * Addrinfo.ip('0.0.0.0').isUnspecified; // => true
   */
  get isUnspecified(): boolean {
    return this.#either('isUnspecified');
  }

  /**
   * Whether it never leaves this machine: 127.0.0.0/8 or ::1.
   *
   * @example
   * Addrinfo.ip('127.0.2.1').isLoopback; // => true
   */
  get isLoopback(): boolean {
    return this.#either('isLoopback');
  }

  /**
   * Whether it is for private networks: RFC 1918, and the unique local fc00::/7 of RFC 4193.
   *
   * @example
   * Addrinfo.ip('192.168.1.10').isPrivate; // => true
   */
  get isPrivate(): boolean {
    return this.#either('isPrivate');
  }

  /**
   * Whether it reaches no further than the link: 169.254.0.0/16 or fe80::/10.
   *
   * @example
   * Addrinfo.ip('fe80::1').isLinkLocal; // => true
   */
  get isLinkLocal(): boolean {
    return this.#either('isLinkLocal');
  }

  /**
   * Whether it names a group: 224.0.0.0/4 or ff00::/8.
   *
   * @example
   * Addrinfo.ip('224.0.0.1').isMulticast; // => true
   */
  get isMulticast(): boolean {
    return this.#either('isMulticast');
  }

  /**
   * Whether it is in fec0::/10, which RFC 3879 took out of use.
   *
   * @example
   * Addrinfo.ip('fec0::1').isSiteLocal; // => true
   */
  get isSiteLocal(): boolean {
    return this.isIpv6 && ipv6.isSiteLocal(this.ipBytes);
  }

  /**
   * Whether it is an IPv4 address in an IPv6 socket, ::ffff:0:0/96.
   *
   * @example
   * Addrinfo.ip('::ffff:127.0.0.1').isV4Mapped; // => true
   */
  get isV4Mapped(): boolean {
    return this.isIpv6 && ipv6.isV4Mapped(this.ipBytes);
  }

  /**
   * Whether it is in ::/96, which RFC 4291 took out of use.
   *
   * @example
   * Addrinfo.ip('::10.0.0.1').isV4Compatible; // => true
   */
  get isV4Compatible(): boolean {
    return this.isIpv6 && ipv6.isV4Compatible(this.ipBytes);
  }

  #either(predicate: keyof typeof ipv4): boolean {
    if (this.isIpv4) return ipv4[predicate](this.ipBytes);
    return this.isIpv6 && ipv6[predicate](this.ipBytes);
  }
}
