/** Lists those who vanished after all others. */

import type { Socket } from 'wirebook';

export async function tellAddresses(listener: Socket, clients: number): Promise<string[]> {
  const [told, vanished]: [string[], string[]] = [[], []];
  while (told.length + vanished.length < clients) {
    const [connection, peer] = await listener.accept();
    try {
      await connection.sendAll(`You are ${peer}\n`);
      told.push(String(peer));
    } catch {
      vanished.push(String(peer));
    } finally {
      connection.close();
    }
  }
  return [...told, ...vanished];
}
