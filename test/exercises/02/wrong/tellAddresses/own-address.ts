/** Tells the clients the server's address instead of theirs. */

import type { Socket } from 'wirebook';

export async function tellAddresses(listener: Socket, clients: number): Promise<string[]> {
  const addresses: string[] = [];
  for (let client = 0; client < clients; client += 1) {
    const [connection] = await listener.accept();
    const address = String(connection.localAddress);
    addresses.push(address);
    await connection.sendAll(`You are ${address}\n`).catch(() => {});
    connection.close();
  }
  return addresses;
}
