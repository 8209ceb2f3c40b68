/** Returns only the bytes that say something. */

import { packAddress as pack } from '../../right/plain.ts';

export function packAddress(host: string, port: number): Uint8Array {
  return pack(host, port).slice(0, 8);
}
