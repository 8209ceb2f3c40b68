/** Wants only the bytes that it reads. */

import { AF_INET } from 'wirebook';
import type { Endpoint } from '../../right/plain.ts';

export function unpackAddress(sockaddr: Uint8Array): Endpoint {
  const view = new DataView(sockaddr.buffer, sockaddr.byteOffset, sockaddr.byteLength);
  if (view.byteLength < 8 || view.getUint16(0, true) !== AF_INET) throw new RangeError('Not IPv4');
  return { host: sockaddr.subarray(4, 8).join('.'), port: view.getUint16(2) };
}
