/** Lets the failure of one client end the loop that accepts the others. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import type { Endpoint, Overhear, Relay } from '../right/plain.ts';

export { copy, readExactly } from '../right/plain.ts';

export async function openRelay(
  host: string,
  target: Endpoint,
  overhear: Overhear,
): Promise<Relay> {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  listener.bind(Addrinfo.tcp(host, 0));
  listener.listen();
  const open: Socket[] = [listener];

  async function pass(from: Socket, to: Socket, direction: '>' | '<'): Promise<void> {
    for await (const piece of from) {
      overhear(direction, piece);
      await to.sendAll(piece);
    }
    from.close();
    to.close();
  }

  async function acceptAll(): Promise<void> {
    for (;;) {
      const [client] = await listener.accept();
      const server = new Socket(AF_INET, SOCK_STREAM);
      open.push(client, server);
      await server.connect(Addrinfo.tcp(target.host, target.port));
      pass(client, server, '>').catch(() => {});
      pass(server, client, '<').catch(() => {});
    }
  }

  acceptAll().catch(() => {});
  return {
    port: listener.localAddress.ipPort,
    async close() {
      for (const socket of open) socket.close();
    },
  };
}
