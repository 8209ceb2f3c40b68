/** What kind of address it is: the ranges that the registries of IANA set apart. */

/** Whether an IPv4 address lies in `prefix`, such as 10.0.0.0/8. */
function within(bytes: Uint8Array, prefix: readonly number[], bits: number): boolean {
  return prefix.every((byte, i) => {
    const used = Math.min(8, Math.max(0, bits - 8 * i));
    const mask = (0xff00 >> used) & 0xff;
    return ((bytes[i] ?? 0) & mask) === (byte & mask);
  });
}

/** Predicates over the four bytes of an IPv4 address. */
export const ipv4 = {
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
export const ipv6 = {
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
