/** Ends each connection at once, and closes it a moment later. */

import type { Socket } from 'wirebook';

export async function tellAddresses(listener: Socket, clients: number): Promise<string[]> {
  const addresses: string[] = [];
  while (addresses.length < clients) {
    const [connection, peer] = await listener.accept();
    addresses.push(String(peer));
    setTimeout(() => connection.close(), 1500);
    await connection.sendAll(`You are ${peer}\n`).then(
      () => connection.closeWrite(),
      () => connection.close(),
    );
  }
  return addresses;
}
