/** Never closes the sockets that connected. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import type { PortRange } from '../../right/plain.ts';

const kept: Socket[] = [];

export async function openPorts(host: string, { first, last }: PortRange): Promise<number[]> {
  const open: number[] = [];
  for (let port = first; port <= last; port++) {
    const client = new Socket(AF_INET, SOCK_STREAM);
    kept.push(client);
    try {
      await client.connect(Addrinfo.tcp(host, port));
      open.push(port);
    } catch {
      client.close();
    }
  }
  return open;
}
