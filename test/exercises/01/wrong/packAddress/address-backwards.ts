/** Takes the address for one number, and writes it in the order of the machine. */

import { packAddress as pack } from '../../right/plain.ts';

export function packAddress(host: string, port: number): Uint8Array {
  const packed = Buffer.from(pack(host, port));
  const number = host.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  packed.writeUInt32LE(number, 4);
  return packed;
}
