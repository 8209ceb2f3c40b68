/** Waits for one more when a client has gone. */

import type { Socket } from 'wirebook';

export async function tellAddresses(listener: Socket, clients: number): Promise<string[]> {
  const addresses: string[] = [];
  while (addresses.length < clients) {
    const [connection, peer] = await listener.accept();
    try {
      await connection.sendAll(`You are ${peer}\n`);
      addresses.push(String(peer));
    } catch {
      // Gone: it does not count.
    } finally {
      connection.close();
    }
  }
  return addresses;
}
