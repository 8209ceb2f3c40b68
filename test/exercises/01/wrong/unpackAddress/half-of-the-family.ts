/** Looks at the low byte of the family alone. */

import { AF_INET } from 'wirebook';
import type { Endpoint } from '../../right/plain.ts';

export function unpackAddress(sockaddr: Uint8Array): Endpoint {
  if (sockaddr.length < 16 || sockaddr[0] !== AF_INET) throw new RangeError('Not IPv4');
  const view = new DataView(sockaddr.buffer, sockaddr.byteOffset, sockaddr.byteLength);
  return { host: sockaddr.subarray(4, 8).join('.'), port: view.getUint16(2) };
}
