/** Counts the bytes of the memory in which the address lies. */

import { AF_INET } from 'wirebook';
import type { Endpoint } from '../../right/plain.ts';

export function unpackAddress(sockaddr: Uint8Array): Endpoint {
  const { buffer, byteOffset } = sockaddr;
  const view = new DataView(buffer, byteOffset);
  if (view.byteLength < 16 || view.getUint16(0, true) !== AF_INET) throw new RangeError('Not IPv4');
  const bytes = new Uint8Array(buffer, byteOffset);
  return { host: bytes.subarray(4, 8).join('.'), port: view.getUint16(2) };
}
