/** Sets SO_LINGER to nothing, so that close() throws the connection away. */

import { SO_LINGER, SOL_SOCKET, type Socket } from 'wirebook';

export async function tellAddresses(listener: Socket, clients: number): Promise<string[]> {
  const addresses: string[] = [];
  while (addresses.length < clients) {
    const [connection, peer] = await listener.accept();
    addresses.push(String(peer));
    connection.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
    await connection.sendAll(`You are ${peer}\n`).catch(() => {});
    connection.close();
  }
  return addresses;
}
