/** Goes on accepting after it has returned. */

import type { Socket } from 'wirebook';

export function tellAddresses(listener: Socket, clients: number): Promise<string[]> {
  const addresses: string[] = [];
  const enough = Promise.withResolvers<string[]>();
  const serve = async (): Promise<void> => {
    for (;;) {
      const [connection, peer] = await listener.accept();
      addresses.push(String(peer));
      await connection.sendAll(`You are ${peer}\n`).catch(() => {});
      connection.close();
      if (addresses.length === clients) enough.resolve([...addresses]);
    }
  };
  serve().catch(enough.reject);
  return enough.promise;
}
