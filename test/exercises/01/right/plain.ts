/** A right answer to exercise 01: a DataView, and one connection after another. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export function packAddress(host: string, port: number): Uint8Array {
  const packed = new Uint8Array(16);
  const view = new DataView(packed.buffer);
  view.setUint16(0, AF_INET, true);
  view.setUint16(2, port);
  for (const [index, octet] of host.split('.').entries()) view.setUint8(4 + index, Number(octet));
  return packed;
}

export function unpackAddress(sockaddr: Uint8Array): Endpoint {
  const view = new DataView(sockaddr.buffer, sockaddr.byteOffset, sockaddr.byteLength);
  if (view.byteLength < 16) throw new RangeError(`${view.byteLength} bytes are too few`);
  const family = view.getUint16(0, true);
  if (family !== AF_INET) throw new RangeError(`Family ${family} is not AF_INET`);
  return { host: sockaddr.subarray(4, 8).join('.'), port: view.getUint16(2) };
}

export async function answers(host: string, port: number): Promise<boolean> {
  using client = new Socket(AF_INET, SOCK_STREAM);
  return await client.connect(Addrinfo.tcp(host, port)).then(
    () => true,
    () => false,
  );
}

export async function findServer(host: string, port: number): Promise<number | undefined> {
  const swapped = ((port & 0xff) << 8) | (port >> 8);
  if (await answers(host, port)) return port;
  if (await answers(host, swapped)) return swapped;
  return undefined;
}

export async function openPorts(host: string, { first, last }: PortRange): Promise<number[]> {
  const open: number[] = [];
  for (let port = first; port <= last; port++) if (await answers(host, port)) open.push(port);
  return open;
}
