/** A right answer to exercise 05: one signal ends everybody, and each client ends itself. */

import {
  Addrinfo,
  AF_INET,
  SO_REUSEADDR,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  SocketError,
} from 'wirebook';

export async function readToTheEnd(
  connection: Socket,
): Promise<{ text: string; how: 'end' | 'reset' }> {
  using closing = connection;
  const chunks: Buffer[] = [];
  const done = (how: 'end' | 'reset') => ({ text: Buffer.concat(chunks).toString(), how });
  for (;;) {
    try {
      const chunk = await closing.recv(100);
      if (chunk.length === 0) return done('end');
      chunks.push(chunk);
    } catch (error) {
      if (error instanceof SocketError && error.code === 'ECONNRESET') return done('reset');
      throw error;
    }
  }
}

export async function hangUp(connection: Socket, patience: number): Promise<void> {
  using closing = connection;
  const deadline = performance.now() + patience;
  const left = () => Math.max(0, deadline - performance.now());
  await Promise.try(() => closing.closeWrite()).catch(() => undefined);
  const next = () => closing.recv(4096, { timeout: left() }).catch(() => Buffer.alloc(0));
  while (left() > 0 && (await next()).length > 0);
}

export async function openCounter(host: string, port: number) {
  let door = openDoor(host, port);
  const where = door.where;
  return {
    async restart(): Promise<void> {
      await door.shut('restarting\n');
      door = openDoor(host, where);
    },
    close: () => door.shut('closing\n'),
  };
}

/** One life of the server, from listen to the last client. */
function openDoor(host: string, port: number) {
  const controller = new AbortController();
  const { signal } = controller;
  const listener = new Socket(AF_INET, SOCK_STREAM);
  listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
  listener.bind(Addrinfo.tcp(host, port));
  listener.listen();
  const visits: Promise<void>[] = [];
  let words = '';

  async function visit(client: Socket): Promise<void> {
    const answer = await countBytes(client, signal).catch(() => words);
    await client.sendAll(answer, { timeout: 400 }).catch(() => undefined);
    await hangUp(client, 500);
  }

  async function welcome(): Promise<void> {
    while (!signal.aborted) {
      const [client] = await listener.accept({ signal });
      visits.push(visit(client));
    }
  }

  const welcoming = welcome().catch(() => undefined);
  return {
    where: listener.localAddress.ipPort,
    async shut(lastWords: string): Promise<void> {
      words = lastWords;
      controller.abort();
      await welcoming;
      listener.close();
      await Promise.all(visits);
    },
  };
}

async function countBytes(client: Socket, signal: AbortSignal): Promise<string> {
  let bytes = 0;
  for (;;) {
    const { length } = await client.recv(65_536, { signal });
    bytes += length;
    if (bytes > 100_000) return 'too much\n';
    if (length === 0) return `${bytes} bytes\n`;
  }
}
