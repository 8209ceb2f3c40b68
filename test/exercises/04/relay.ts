/** The relay of exercise 04, step by step: a wrong answer is one that takes a step wrongly. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export type Direction = '>' | '<';
export type Overhear = (direction: Direction, bytes: Buffer) => void;

export interface OpenRelay {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export class Relay {
  readonly listener: Socket;
  readonly open = new Set<Socket>();
  readonly overhear: Overhear;
  readonly #target: Endpoint;
  readonly #loop: Promise<void>;

  constructor(host: string, target: Endpoint, overhear: Overhear) {
    this.#target = target;
    this.overhear = overhear;
    this.listener = new Socket(AF_INET, SOCK_STREAM);
    this.listener.bind(Addrinfo.tcp(host, 0));
    this.listener.listen();
    // Closing the listener ends the loop with an error, which is how it is meant to end.
    this.#loop = this.#accepting().catch(() => {});
  }

  async #accepting(): Promise<void> {
    for (;;) {
      const [client] = await this.listener.accept();
      await this.welcome(client);
    }
  }

  /** Serves a client while the next one is accepted. */
  async welcome(client: Socket): Promise<void> {
    void this.serve(client);
  }

  async serve(client: Socket): Promise<void> {
    const server = new Socket(AF_INET, SOCK_STREAM);
    this.open.add(client).add(server);
    try {
      await this.connect(server);
      await this.talk(client, server);
    } catch {
      // One side has gone, so the other has nobody to talk to.
    } finally {
      this.part(client, server);
    }
  }

  async connect(server: Socket): Promise<void> {
    await server.connect(Addrinfo.tcp(this.#target.host, this.#target.port));
  }

  async talk(client: Socket, server: Socket): Promise<void> {
    const there = this.pass(client, { to: server, direction: '>' });
    await Promise.race([there, this.pass(server, { to: client, direction: '<' })]);
  }

  async pass(
    from: Socket,
    { to, direction }: { readonly to: Socket; readonly direction: Direction },
  ): Promise<void> {
    for await (const piece of from) {
      this.overhear(direction, piece);
      await this.send(to, piece);
    }
  }

  async send(to: Socket, piece: Buffer): Promise<void> {
    await to.sendAll(piece);
  }

  part(client: Socket, server: Socket): void {
    for (const socket of [client, server]) {
      socket.close();
      this.open.delete(socket);
    }
  }

  async close(): Promise<void> {
    this.listener.close();
    await this.#loop;
    for (const socket of this.open) socket.close();
  }
}

/** The answer that a kind of relay is. */
export function relayAnswer(
  kind: new (host: string, target: Endpoint, overhear: Overhear) => Relay = Relay,
) {
  return async (host: string, target: Endpoint, overhear: Overhear): Promise<OpenRelay> => {
    const relay = new kind(host, target, overhear);
    return { port: relay.listener.localAddress.ipPort, close: () => relay.close() };
  };
}
