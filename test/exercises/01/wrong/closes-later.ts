/** Returns first, and closes its sockets a moment later. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import type { PortRange } from '../right/plain.ts';

export { packAddress, unpackAddress } from '../right/plain.ts';

async function answers(host: string, port: number): Promise<boolean> {
  const client = new Socket(AF_INET, SOCK_STREAM);
  setTimeout(() => client.close(), 1500);
  return await client.connect(Addrinfo.tcp(host, port)).then(
    () => true,
    () => false,
  );
}

export async function findServer(host: string, port: number): Promise<number | undefined> {
  for (const candidate of [port, ((port & 0xff) << 8) | (port >> 8)])
    if (await answers(host, candidate)) return candidate;
  return undefined;
}

export async function openPorts(host: string, { first, last }: PortRange): Promise<number[]> {
  const open: number[] = [];
  for (let port = first; port <= last; port++) if (await answers(host, port)) open.push(port);
  return open;
}
