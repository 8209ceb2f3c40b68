/** The skeleton of a relay, with one part to get wrong. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import type { Endpoint, Relay } from './right/plain.ts';

/** What a relay does with one client and the target. */
export type Serve = (client: Socket, server: Socket, connect: () => Promise<void>) => Promise<void>;

/** How a relay treats those who come. */
export interface RelayParts {
  readonly serve: Serve;
  /** Whether the next client has to wait until this one is served. */
  readonly oneByOne?: boolean;
}

export async function relayWith(
  host: string,
  target: Endpoint,
  { serve, oneByOne = false }: RelayParts,
): Promise<Relay> {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  listener.bind(Addrinfo.tcp(host, 0));
  listener.listen();
  const port = listener.localAddress.ipPort;
  const open = new Set<Socket>();

  async function acceptAll(): Promise<void> {
    for (;;) {
      const [client] = await listener.accept();
      const server = new Socket(AF_INET, SOCK_STREAM);
      open.add(client).add(server);
      const connect = () => server.connect(Addrinfo.tcp(target.host, target.port));
      const served = serve(client, server, connect);
      if (oneByOne) await served;
      else served.catch(() => {});
    }
  }

  const loop = acceptAll().catch(() => {});
  return {
    port,
    async close() {
      listener.close();
      for (const socket of open) socket.close();
      await loop;
    },
  };
}
