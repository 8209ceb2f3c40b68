/** Believes that all bytes are an IPv4 address. */

import type { Endpoint } from '../../right/plain.ts';

export function unpackAddress(sockaddr: Uint8Array): Endpoint {
  const bytes = Buffer.from(sockaddr);
  return { host: [...bytes.subarray(4, 8)].join('.'), port: bytes.readUInt16BE(2) };
}
