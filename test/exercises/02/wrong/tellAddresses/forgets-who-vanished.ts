/** Counts a client that has vanished, and forgets its address. */

import type { Socket } from 'wirebook';

export async function tellAddresses(listener: Socket, clients: number): Promise<string[]> {
  const addresses: string[] = [];
  while (addresses.length < clients) {
    const [connection, peer] = await listener.accept();
    try {
      await connection.sendAll(`You are ${peer}\n`);
      addresses.push(String(peer));
    } catch {
      addresses.push('vanished');
    } finally {
      connection.close();
    }
  }
  return addresses;
}
