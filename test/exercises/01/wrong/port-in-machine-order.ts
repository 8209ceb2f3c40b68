/** Packs and unpacks the port in the order of the machine: each undoes the other's mistake. */

import { type Endpoint, packAddress as pack, unpackAddress as unpack } from '../right/plain.ts';

export { findServer, openPorts } from '../right/plain.ts';

export function packAddress(host: string, port: number): Uint8Array {
  const packed = Buffer.from(pack(host, port));
  packed.writeUInt16LE(port, 2);
  return packed;
}

export function unpackAddress(sockaddr: Uint8Array): Endpoint {
  return { ...unpack(sockaddr), port: Buffer.from(sockaddr).readUInt16LE(2) };
}
