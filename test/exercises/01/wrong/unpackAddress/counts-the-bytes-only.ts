/** Knows an IPv4 address by its length. */

import type { Endpoint } from '../../right/plain.ts';

export function unpackAddress(sockaddr: Uint8Array): Endpoint {
  if (sockaddr.length !== 16) throw new RangeError(`${sockaddr.length} bytes`);
  const bytes = Buffer.from(sockaddr);
  return { host: [...bytes.subarray(4, 8)].join('.'), port: bytes.readUInt16BE(2) };
}
