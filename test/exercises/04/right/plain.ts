/** A right answer to exercise 04: loops, and one function for each client of the relay. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export type Overhear = (direction: '>' | '<', bytes: Buffer) => void;

export interface Relay {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export async function readExactly(socket: Socket, length: number): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let missing = length;
  while (missing > 0) {
    const piece = await socket.recv(missing);
    if (piece.length === 0) {
      if (missing === length) return undefined;
      throw new Error(`The stream ended after ${length - missing} of ${length} bytes`);
    }
    pieces.push(piece);
    missing -= piece.length;
  }
  return Buffer.concat(pieces);
}

export async function copy(from: Socket, to: Socket): Promise<number> {
  let count = 0;
  for await (const piece of from) {
    await to.sendAll(piece);
    count += piece.length;
  }
  return count;
}

export async function openRelay(
  host: string,
  target: Endpoint,
  overhear: Overhear,
): Promise<Relay> {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  listener.bind(Addrinfo.tcp(host, 0));
  listener.listen();
  const port = listener.localAddress.ipPort;
  const open = new Set<Socket>();

  async function pass(from: Socket, to: Socket, direction: '>' | '<'): Promise<void> {
    for await (const piece of from) {
      overhear(direction, piece);
      await to.sendAll(piece);
    }
  }

  async function serve(client: Socket): Promise<void> {
    const server = new Socket(AF_INET, SOCK_STREAM);
    open.add(client).add(server);
    try {
      await server.connect(Addrinfo.tcp(target.host, target.port));
      await Promise.race([pass(client, server, '>'), pass(server, client, '<')]);
    } catch {
      // One side has gone, so the other has nobody to talk to.
    } finally {
      for (const socket of [client, server]) {
        socket.close();
        open.delete(socket);
      }
    }
  }

  async function acceptAll(): Promise<void> {
    for (;;) void serve((await listener.accept())[0]);
  }

  // Closing the listener ends the loop with an error, which is how it is meant to end.
  const loop = acceptAll().catch(() => {});
  return {
    port,
    async close() {
      listener.close();
      await loop;
      for (const socket of open) socket.close();
    },
  };
}
