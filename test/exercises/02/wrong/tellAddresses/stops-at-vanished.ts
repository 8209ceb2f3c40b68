/** One client that has gone ends the service for all. */

import type { Socket } from 'wirebook';

export async function tellAddresses(listener: Socket, clients: number): Promise<string[]> {
  const addresses: string[] = [];
  for (let client = 0; client < clients; client += 1) {
    const [connection, peer] = await listener.accept();
    addresses.push(String(peer));
    await connection.sendAll(`You are ${peer}\n`);
    connection.close();
  }
  return addresses;
}
