/** Skips the close together with the send. */

import type { Socket } from 'wirebook';

export async function tellAddresses(listener: Socket, clients: number): Promise<string[]> {
  const addresses: string[] = [];
  for (let client = 0; client < clients; client += 1) {
    const [connection, peer] = await listener.accept();
    addresses.push(String(peer));
    try {
      await connection.sendAll(`You are ${peer}\n`);
      connection.close();
    } catch {
      // Nobody is there any more.
    }
  }
  return addresses;
}
