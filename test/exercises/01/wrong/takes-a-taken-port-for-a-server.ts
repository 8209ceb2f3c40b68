/** Tries to bind each port: one that is taken has a server, or so it seems. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import type { PortRange } from '../right/plain.ts';

export { packAddress, unpackAddress } from '../right/plain.ts';

function isTaken(host: string, port: number): boolean {
  using probe = new Socket(AF_INET, SOCK_STREAM);
  try {
    probe.bind(Addrinfo.tcp(host, port));
    return false;
  } catch {
    return true;
  }
}

export async function findServer(host: string, port: number): Promise<number | undefined> {
  return [port, ((port & 0xff) << 8) | (port >> 8)].find((each) => isTaken(host, each));
}

export async function openPorts(host: string, { first, last }: PortRange): Promise<number[]> {
  const ports = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return ports.filter((port) => isTaken(host, port));
}
