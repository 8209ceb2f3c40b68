/** Tries port after port with one and the same socket. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import type { PortRange } from '../../right/plain.ts';

export async function openPorts(host: string, { first, last }: PortRange): Promise<number[]> {
  using client = new Socket(AF_INET, SOCK_STREAM);
  const open: number[] = [];
  for (let port = first; port <= last; port++) {
    try {
      await client.connect(Addrinfo.tcp(host, port));
      open.push(port);
    } catch {
      // Refused: on to the next port.
    }
  }
  return open;
}
