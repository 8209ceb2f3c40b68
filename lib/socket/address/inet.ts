/** Addresses and numbers in network byte order, `inet_pton(3)` and `byteorder(3)`. */

import { type AddressFamily, AF_INET, AF_INET6 } from '../system/constants.ts';
import { checkBytes, checkInteger, refuseRange } from '../system/validate.ts';
import { packIpv4, packIpv6, unpackIpv4, unpackIpv6 } from './sockaddr.ts';

/**
 * The bytes of an IP address: 4 for IPv4, 16 for IPv6.
 *
 * Raises ERR_INVALID_ARG_TYPE for text that is no such address.
 *
 * @example
 * inetPton(AF_INET, '127.0.0.1'); // => Buffer.from([127, 0, 0, 1])
 */
export function inetPton(family: AddressFamily, address: string): Buffer {
  if (family === AF_INET) return Buffer.from(packIpv4(address));
  if (family === AF_INET6) return Buffer.from(packIpv6(address));
  return refuseRange('family', 'AF_INET or AF_INET6', family);
}

/**
 * The text of an IP address, from its 4 or 16 bytes.
 *
 * @example
 * inetNtop(AF_INET6, Buffer.from([...Array(15).fill(0), 1])); // => '::1'
 */
export function inetNtop(family: AddressFamily, bytes: Uint8Array): string {
  const { byteLength } = checkBytes('address', bytes);
  const expected = { [AF_INET]: 4, [AF_INET6]: 16 }[family];
  if (expected === undefined) return refuseRange('family', 'AF_INET or AF_INET6', family);
  if (byteLength !== expected) refuseRange('address', `${expected} bytes`, byteLength);
  return family === AF_INET ? unpackIpv4(bytes) : unpackIpv6(bytes);
}

/**
 * A number of 16 bits from the machine's byte order into that of the network.
 *
 * @example
 * htons(0x1234) === 0x3412; // => true
 */
export function htons(value: number): number {
  checkInteger('number', value, { least: 0, most: 0xffff });
  return ((value & 0xff) << 8) | (value >> 8);
}

/**
 * A number of 32 bits from the machine's byte order into that of the network.
 *
 * @example
 * htonl(1) === 0x0100_0000; // => true
 */
export function htonl(value: number): number {
  checkInteger('number', value, { least: 0, most: 0xffff_ffff });
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes.readUInt32BE();
}

/**
 * A number of 16 bits from the network's byte order into that of the machine.
 *
 * @example
 * ntohs(htons(80)); // => 80
 */
export const ntohs: typeof htons = htons;

/**
 * A number of 32 bits from the network's byte order into that of the machine.
 *
 * @example
 * ntohl(htonl(0x7f000001)); // => 0x7f000001
 */
export const ntohl: typeof htonl = htonl;
