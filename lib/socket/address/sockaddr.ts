/**
 * `struct sockaddr`, packed and unpacked.
 *
 * The family stands in the machine's byte order, ports and addresses in network order. Linux runs
 * little-endian on both x86-64 and arm64, and the structures are the same on both.
 */

import { isIPv4, isIPv6 } from 'node:net';
import { AF_INET, AF_INET6, AF_UNIX } from '../system/constants.ts';
import { checkBytes, checkInt, checkPort, refuseRange, refuseType } from '../system/validate.ts';
import { interfaceIndex } from './interface-names.ts';

/** Room for any address: `sizeof(struct sockaddr_storage)`. */
export const SOCKADDR_SIZE = 128;

/** The longest path of a Unix socket in bytes, without its final NUL. */
export const UNIX_PATH_MAX = 107;

/** The family of a packed address; 0, AF_UNSPEC, where there is none. */
export function familyOf(sockaddr: Uint8Array): number {
  const [low, high] = sockaddr;
  return low === undefined || high === undefined ? 0 : low | (high << 8);
}

/** Packs a `struct sockaddr_in`, 16 bytes. */
export function packInet(address: string, port: number): Buffer {
  const packed = Buffer.alloc(16);
  packed.writeUInt16LE(AF_INET, 0);
  packed.writeUInt16BE(port, 2);
  packed.set(packIpv4(address), 4);
  return packed;
}

/** The fields of a `struct sockaddr_in6` beside address and port. */
export interface Inet6Options {
  /** The flow label, in network byte order in the lower 20 bits. */
  readonly flowInfo?: number | undefined;
  /** The index of the interface that a link-local address belongs to. */
  readonly scopeId?: number | undefined;
}

/** Packs a `struct sockaddr_in6`, 28 bytes. */
export function packInet6(
  address: string,
  port: number,
  { flowInfo = 0, scopeId = 0 }: Inet6Options = {},
): Buffer {
  const packed = Buffer.alloc(28);
  packed.writeUInt16LE(AF_INET6, 0);
  packed.writeUInt16BE(port, 2);
  packed.writeUInt32BE(flowInfo, 4);
  packed.set(packIpv6(address), 8);
  packed.writeUInt32LE(scopeId, 24);
  return packed;
}

/**
 * Packs a `struct sockaddr_un`. A path that begins with NUL is an abstract name: it has no file and
 * no final NUL, and every byte counts. The empty path asks bind for an abstract name of the
 * kernel's choice.
 */
export function packUnix(path: string | Uint8Array): Buffer {
  if (typeof path !== 'string' && !ArrayBuffer.isView(path)) {
    refuseType('path', 'text or bytes', path);
  }
  const bytes = typeof path === 'string' ? Buffer.from(path) : checkBytes('path', path);
  const abstract = bytes[0] === 0;
  if (!abstract && bytes.includes(0)) refuseRange('path', 'a path without NUL', path);
  const most = abstract ? UNIX_PATH_MAX + 1 : UNIX_PATH_MAX;
  if (bytes.length > most) refuseRange('path', `at most ${most} bytes`, path);
  const packed = Buffer.alloc(2 + bytes.length + (abstract || bytes.length === 0 ? 0 : 1));
  packed.writeUInt16LE(AF_UNIX, 0);
  packed.set(bytes, 2);
  return packed;
}

/** The path of a packed Unix address; empty for a socket without a name. */
export function unpackUnixPath(sockaddr: Uint8Array): Buffer {
  const bytes = Buffer.from(sockaddr.subarray(2));
  const end = bytes[0] === 0 ? -1 : bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

/** The port of a packed IPv4 or IPv6 address. */
export function unpackPort(sockaddr: Uint8Array): number {
  return view(sockaddr).getUint16(2);
}

/** The four bytes of an IPv4 address in dotted decimal form. */
export function packIpv4(address: string): Uint8Array {
  if (!isIPv4(address)) refuseType('address', 'an IPv4 address such as "127.0.0.1"', address);
  return Uint8Array.from(address.split('.'), Number);
}

/** The text of four bytes of IPv4. */
export function unpackIpv4(bytes: Uint8Array): string {
  return bytes.subarray(0, 4).join('.');
}

/** The sixteen bytes of an IPv6 address, without a scope. */
export function packIpv6(address: string): Uint8Array {
  if (!isIPv6(address) || address.includes('%')) {
    refuseType('address', 'an IPv6 address such as "::1"', address);
  }
  const [head = '', tail] = dotsToGroups(address).split('::');
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const middle = Array<number>(8 - front.length - back.length).fill(0);
  return Uint8Array.from([...front, ...middle, ...back].flatMap((g) => [g >> 8, g & 0xff]));
}

/** The text of sixteen bytes of IPv6, in the one form that RFC 5952 recommends. */
export function unpackIpv6(bytes: Uint8Array): string {
  const numbers = Array.from({ length: 8 }, (_, i) => view(bytes).getUint16(2 * i));
  if (numbers.slice(0, 5).every((g) => g === 0) && numbers[5] === 0xffff) {
    return `::ffff:${unpackIpv4(bytes.subarray(12))}`;
  }
  const hex = numbers.map((g) => g.toString(16));
  const { start, length } = longestZeros(numbers);
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

/** Turns the dotted end of an address such as `::ffff:1.2.3.4` into two groups. */
function dotsToGroups(address: string): string {
  const dotted = address.slice(address.lastIndexOf(':') + 1);
  if (!dotted.includes('.')) return address;
  const hex = Buffer.from(packIpv4(dotted)).toString('hex');
  return `${address.slice(0, -dotted.length)}${hex.slice(0, 4)}:${hex.slice(4)}`;
}

function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function longestZeros(numbers: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < numbers.length; start++) {
    let length = 0;
    while (numbers[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Packs a `struct sockaddr_in` or `sockaddr_in6`. */
export function packHost(host: string, port: number): Buffer {
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
