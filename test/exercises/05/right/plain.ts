/** A right answer to exercise 05: a set of clients, and the one who takes a client out speaks last. */

import {
  Addrinfo,
  AF_INET,
  SO_REUSEADDR,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  SocketError,
} from 'wirebook';

interface Ending {
  readonly text: string;
  readonly how: 'end' | 'reset';
}

export interface Counter {
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function readToTheEnd(connection: Socket): Promise<Ending> {
  let text = '';
  try {
    for await (const chunk of connection) text += chunk;
    return { text, how: 'end' };
  } catch (error) {
    if (!(error instanceof SocketError && error.code === 'ECONNRESET')) throw error;
    return { text, how: 'reset' };
  } finally {
    connection.close();
  }
}

export async function hangUp(connection: Socket, patience: number): Promise<void> {
  const timer = setTimeout(() => connection.close(), patience);
  try {
    connection.closeWrite();
    while ((await connection.recv()).length > 0);
  } catch {
    // The peer has vanished, or patience has run out: there is nobody to be polite to.
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}

export async function openCounter(host: string, port: number): Promise<Counter> {
  const sending = new Set<Socket>();
  const ending = new Set<Promise<void>>();
  let listener = listen(port);
  const address = listener.localAddress;

  function listen(at: number): Socket {
    const socket = new Socket(AF_INET, SOCK_STREAM);
    socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
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
      void serve(client);
    }
  }

  async function serve(client: Socket): Promise<void> {
    const limit = 100_000;
    let bytes = 0;
    try {
      while (bytes <= limit) {
        const chunk = await client.recv();
        if (chunk.length === 0) break;
        bytes += chunk.length;
      }
    } catch {
      // The client has vanished, or was dismissed meanwhile.
    }
    await lastWords(client, bytes > limit ? 'too much\n' : `${bytes} bytes\n`);
  }

  async function lastWords(client: Socket, words: string): Promise<void> {
    if (!sending.delete(client)) return;
    const end = client
      .sendAll(words, { timeout: 500 })
      .catch(() => {})
      .then(() => hangUp(client, 500));
    ending.add(end);
    await end;
    ending.delete(end);
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
    close: () => dismiss('closing\n'),
  };
}
