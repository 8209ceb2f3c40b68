/** Serves the next client only after the one before has hung up. */

import type { Socket } from 'wirebook';

export async function tellAddresses(listener: Socket, clients: number): Promise<string[]> {
  const addresses: string[] = [];
  while (addresses.length < clients) {
    const [connection, peer] = await listener.accept();
    addresses.push(String(peer));
    try {
      await connection.sendAll(`You are ${peer}\n`);
      connection.closeWrite();
      while ((await connection.recv()).length > 0);
    } catch {
      // Gone.
    } finally {
      connection.close();
    }
  }
  return addresses;
}
