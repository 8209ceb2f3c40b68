/** Writes both numbers with a DataView, whose own order is the network's. */

import { AF_INET } from 'wirebook';

export function packAddress(host: string, port: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(16));
  view.setUint16(0, AF_INET);
  view.setUint16(2, port);
  for (const [index, octet] of host.split('.').entries()) view.setUint8(4 + index, Number(octet));
  return new Uint8Array(view.buffer);
}
