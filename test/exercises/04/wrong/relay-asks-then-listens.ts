/** Passes on all of the client's stream before it reads a word of the answer. */

import { relayWith } from '../relay.ts';
import type { Endpoint, Overhear, Relay } from '../right/plain.ts';

export { copy, readExactly } from '../right/plain.ts';

export function openRelay(host: string, target: Endpoint, overhear: Overhear): Promise<Relay> {
  return relayWith(host, target, {
    async serve(client, server, connect) {
      try {
        await connect();
        for await (const piece of client) {
          overhear('>', piece);
          await server.sendAll(piece);
        }
        for await (const piece of server) {
          overhear('<', piece);
          await client.sendAll(piece);
        }
      } finally {
        client.close();
        server.close();
      }
    },
  });
}
