/** Closes both sides while what it has to send is still on its way. */

import { relayWith } from '../relay.ts';
import type { Endpoint, Overhear, Relay } from '../right/plain.ts';

export { copy, readExactly } from '../right/plain.ts';

export function openRelay(host: string, target: Endpoint, overhear: Overhear): Promise<Relay> {
  return relayWith(host, target, {
    async serve(client, server, connect) {
      const there = async () => {
        for await (const piece of client) {
          overhear('>', piece);
          server.sendAll(piece).catch(() => {});
        }
      };
      const back = async () => {
        for await (const piece of server) {
          overhear('<', piece);
          client.sendAll(piece).catch(() => {});
        }
      };
      try {
        await connect();
        await Promise.race([there(), back()]);
      } finally {
        client.close();
        server.close();
      }
    },
  });
}
