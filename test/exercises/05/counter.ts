/** The counter of exercise 05, step by step: a wrong answer is one that takes a step wrongly. */

import { Addrinfo, AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket } from 'wirebook';

export interface OpenCounter {
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What a client that sends more is refused for, in bytes. */
const limit = 100_000;

export class Counter {
  readonly #host: string;
  readonly #port: number;
  readonly #ending = new Set<Promise<void>>();
  readonly sending = new Set<Socket>();
  #listener: Socket;

  constructor(host: string, port: number) {
    this.#host = host;
    this.#listener = this.#listen(port);
    this.#port = this.#listener.localAddress.ipPort;
  }

  #listen(port: number): Socket {
    const listener = new Socket(AF_INET, SOCK_STREAM);
    this.prepare(listener);
    listener.bind(Addrinfo.tcp(this.#host, port));
    listener.listen();
    // Closing the listener ends its loop with an error, which is how it is meant to end.
    this.#accepting(listener).catch(() => {});
    return listener;
  }

  async #accepting(listener: Socket): Promise<void> {
    for (;;) {
      const [client] = await listener.accept();
      this.sending.add(client);
      await this.welcome(client);
    }
  }

  prepare(listener: Socket): void {
    listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
  }

  /** Serves a client while the next one is accepted. */
  async welcome(client: Socket): Promise<void> {
    void this.serve(client);
  }

  async serve(client: Socket): Promise<void> {
    let bytes = 0;
    try {
      while (!this.isTooMuch(bytes)) {
        const chunk = await client.recv();
        if (chunk.length === 0) break;
        bytes += chunk.length;
      }
    } catch {
      this.vanished(client);
    }
    await this.lastWords(client, bytes > limit ? 'too much\n' : `${bytes} bytes\n`);
  }

  isTooMuch(bytes: number): boolean {
    return bytes > limit;
  }

  /** A client has vanished, or was dismissed: the last words to it close it. */
  vanished(_client: Socket): void {}

  async lastWords(client: Socket, words: string): Promise<void> {
    if (!this.sending.delete(client)) return;
    const end = client
      .sendAll(words, { timeout: 500 })
      .catch(() => {})
      .then(() => this.leave(client, words));
    this.#ending.add(end);
    await end;
    this.#ending.delete(end);
  }

  async leave(client: Socket, _words: string): Promise<void> {
    await hangUp(client, 500);
  }

  async dismiss(words: string): Promise<void> {
    for (const client of [...this.sending]) void this.lastWords(client, words);
    await Promise.all(this.#ending);
  }

  async restart(): Promise<void> {
    await this.close('restarting\n');
    this.#listener = this.#listen(this.#port);
  }

  async close(words = 'closing\n'): Promise<void> {
    this.#listener.close();
    await this.dismiss(words);
  }
}

/** The answer that a kind of counter is. */
export function counterAnswer(kind: new (host: string, port: number) => Counter = Counter) {
  return async (host: string, port: number): Promise<OpenCounter> => {
    const counter = new kind(host, port);
    return { restart: () => counter.restart(), close: () => counter.close() };
  };
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
