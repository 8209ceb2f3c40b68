/** Writes the digits of the address instead of its octets. */

import { packAddress as pack } from '../../right/plain.ts';

export function packAddress(host: string, port: number): Uint8Array {
  const packed = Buffer.from(pack(host, port));
  packed.write(host.replaceAll('.', ''), 4, 4);
  return packed;
}
