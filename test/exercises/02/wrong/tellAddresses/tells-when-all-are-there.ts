/** Accepts everybody before it tells anybody. */

import type { Addrinfo, Socket } from 'wirebook';

export async function tellAddresses(listener: Socket, clients: number): Promise<string[]> {
  const visitors: (readonly [Socket, Addrinfo])[] = [];
  while (visitors.length < clients) visitors.push(await listener.accept());
  for (const [connection, peer] of visitors) {
    await connection.sendAll(`You are ${peer}\n`).catch(() => {});
    connection.close();
  }
  return visitors.map(([, peer]) => String(peer));
}
