/** Takes six bytes for an address, if the first two say so. */

import { AF_INET } from 'wirebook';
import type { Endpoint } from '../../right/plain.ts';

export function unpackAddress(sockaddr: Uint8Array): Endpoint {
  const bytes = Buffer.from(sockaddr);
  if (bytes.readUInt16LE(0) !== AF_INET) throw new RangeError('Not IPv4');
  return { host: [...bytes.subarray(4, 8)].join('.'), port: bytes.readUInt16BE(2) };
}
