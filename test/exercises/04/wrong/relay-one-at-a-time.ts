/** Serves a client to its end before it accepts the next. */

import { relayWith } from '../relay.ts';
import type { Endpoint, Overhear, Relay } from '../right/plain.ts';

export { copy, readExactly } from '../right/plain.ts';

export function openRelay(host: string, target: Endpoint, overhear: Overhear): Promise<Relay> {
  return relayWith(host, target, {
    oneByOne: true,
    async serve(client, server, connect) {
      await using _client = client;
      await using _server = server;
      await connect().catch(() => {});
      const there = async () => {
        for await (const piece of client) {
          overhear('>', piece);
          await server.sendAll(piece);
        }
      };
      const back = async () => {
        for await (const piece of server) {
          overhear('<', piece);
          await client.sendAll(piece);
        }
      };
      await Promise.race([there(), back()]).catch(() => {});
    },
  });
}
