/** The counter of exercise 05 with one mistake in it. */

import { Addrinfo, AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket } from 'wirebook';
import { type Counter, hangUp } from './right/plain.ts';

/** A mistake that people make. */
type Fault =
  | 'answers at the end only'
  | 'close forgets clients'
  | 'closes on too much'
  | 'leaks the vanished'
  | 'no SO_REUSEADDR'
  | 'one at a time'
  | 'refuses what is just enough'
  | 'restart drops clients';

export function counterWith(fault: Fault) {
  return async (host: string, port: number): Promise<Counter> => openCounter(host, port, fault);
}

async function openCounter(host: string, port: number, fault: Fault): Promise<Counter> {
  const sending = new Set<Socket>();
  const ending = new Set<Promise<void>>();
  let listener = listen(port);
  const address = listener.localAddress;

  function listen(at: number): Socket {
    const socket = new Socket(AF_INET, SOCK_STREAM);
    if (fault !== 'no SO_REUSEADDR') socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
    socket.bind(Addrinfo.tcp(host, at));
    socket.listen();
    // Closing the listener ends its loop with an error, which is how it is meant to end.
    accepting(socket).catch(() => {});
    return socket;
  }

  async function accepting(socket: Socket): Promise<void> {
    for (;;) {
      const [client] = await socket.accept();
      sending.add(client);
      const serving = serve(client);
      if (fault === 'one at a time') await serving;
    }
  }

  async function serve(client: Socket): Promise<void> {
    const limit = fault === 'refuses what is just enough' ? 99_999 : 100_000;
    let bytes = 0;
    try {
      while (bytes <= limit || fault === 'answers at the end only') {
        const chunk = await client.recv();
        if (chunk.length === 0) break;
        bytes += chunk.length;
      }
    } catch {
      // The client has vanished, or was dismissed meanwhile.
      if (fault === 'leaks the vanished') sending.delete(client);
    }
    await lastWords(client, bytes > limit ? 'too much\n' : `${bytes} bytes\n`);
  }

  async function lastWords(client: Socket, words: string): Promise<void> {
    if (!sending.delete(client)) return;
    const end = client
      .sendAll(words, { timeout: 500 })
      .catch(() => {})
      .then(() => (isRude(words) ? client.close() : hangUp(client, 500)));
    ending.add(end);
    await end;
    ending.delete(end);
  }

  function isRude(words: string): boolean {
    if (fault === 'closes on too much') return words === 'too much\n';
    return fault === 'restart drops clients' && words === 'restarting\n';
  }

  async function dismiss(words: string): Promise<void> {
    listener.close();
    for (const client of [...sending]) void lastWords(client, words);
    await Promise.all(ending);
  }

  return {
    async restart() {
      await dismiss('restarting\n');
      listener = listen(address.ipPort);
    },
    async close() {
      if (fault === 'close forgets clients') listener.close();
      else await dismiss('closing\n');
    },
  };
}
