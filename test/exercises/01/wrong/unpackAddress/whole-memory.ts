/** Reads the memory in which the bytes lie, not the bytes. */

import { AF_INET } from 'wirebook';
import type { Endpoint } from '../../right/plain.ts';

export function unpackAddress(sockaddr: Uint8Array): Endpoint {
  const view = new DataView(sockaddr.buffer);
  if (sockaddr.length < 16 || view.getUint16(0, true) !== AF_INET) throw new RangeError('Not IPv4');
  const octets = [4, 5, 6, 7].map((offset) => view.getUint8(offset));
  return { host: octets.join('.'), port: view.getUint16(2) };
}
