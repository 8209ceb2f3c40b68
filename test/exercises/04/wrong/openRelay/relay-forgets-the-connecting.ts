/** Remembers the socket to the target only when it is connected. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import { type Endpoint, type OpenRelay, type Overhear, Relay } from '../../relay.ts';

class Late extends Relay {
  readonly #to: Endpoint;

  constructor(host: string, target: Endpoint, overhear: Overhear) {
    super(host, target, overhear);
    this.#to = target;
  }

  override async serve(client: Socket): Promise<void> {
    this.open.add(client);
    const server = new Socket(AF_INET, SOCK_STREAM);
    try {
      await server.connect(Addrinfo.tcp(this.#to.host, this.#to.port));
      this.open.add(server);
      await this.talk(client, server);
    } catch {
      // One side has gone.
    } finally {
      this.part(client, server);
    }
  }
}

export async function openRelay(
  host: string,
  target: Endpoint,
  overhear: Overhear,
): Promise<OpenRelay> {
  const relay = new Late(host, target, overhear);
  return { port: relay.listener.localAddress.ipPort, close: () => relay.close() };
}
