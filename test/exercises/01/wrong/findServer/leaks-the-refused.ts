/** Closes the socket that connected, and forgets the one that did not. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';

const kept: Socket[] = [];

export async function findServer(host: string, port: number): Promise<number | undefined> {
  for (const candidate of [port, ((port & 0xff) << 8) | (port >> 8)]) {
    const client = new Socket(AF_INET, SOCK_STREAM);
    kept.push(client);
    try {
      await client.connect(Addrinfo.tcp(host, candidate));
      client.close();
      return candidate;
    } catch {
      // Nobody there: on to the other port.
    }
  }
  return undefined;
}
