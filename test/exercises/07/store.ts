/** The store of exercise 07, step by step: a wrong answer is one that takes a step wrongly. */

import { BufferedReader, type Socket, TcpServer } from 'wirebook';

export interface OpenStore {
  readonly port: number;
  readonly close: () => Promise<void>;
}

type Answer = Buffer | string | undefined;

export class Store {
  readonly notes = new Map<string, Buffer>();
  readonly clients = new Set<Socket>();
  readonly server: TcpServer;
  readonly #loop: Promise<void>;

  constructor(host: string) {
    this.server = new TcpServer({ host, port: 0 });
    // Closing the server ends the loop.
    this.#loop = this.#accepting().catch(() => {});
  }

  async #accepting(): Promise<void> {
    for await (const client of this.server) await this.welcome(client);
  }

  /** Serves a client while the next one is accepted. */
  async welcome(client: Socket): Promise<void> {
    void this.serve(client);
  }

  async serve(client: Socket): Promise<void> {
    this.clients.add(client);
    try {
      await this.talk(client);
    } catch (error) {
      await this.refuse(client, error);
    } finally {
      this.part(client);
    }
  }

  async talk(client: Socket): Promise<void> {
    const reader = this.readerOf(client);
    for (;;) {
      const answer = await this.answer(reader);
      if (answer === undefined) return;
      await client.sendAll(answer);
    }
  }

  readerOf(client: Socket): BufferedReader {
    return new BufferedReader(client, { limit: 101 });
  }

  async answer(reader: BufferedReader): Promise<Answer> {
    const line = await this.line(reader);
    if (line === undefined) return undefined;
    const [, name = '', size = ''] = /^put ([a-z0-9]+) ([0-9]+)$/i.exec(line) ?? [];
    if (size !== '') return await this.put(reader, name, Number(size));
    const [, wanted] = /^get ([a-z0-9]+)$/i.exec(line) ?? [];
    if (wanted === undefined) throw new SyntaxError('No request');
    return this.get(wanted);
  }

  /** The next line; undefined at the end, and for a line that was cut off. */
  async line(reader: BufferedReader): Promise<string | undefined> {
    const line = String(await reader.readUntil('\n'));
    return line.endsWith('\n') ? line.slice(0, -1) : undefined;
  }

  async put(reader: BufferedReader, name: string, size: number): Promise<Answer> {
    this.checkSize(size);
    this.notes.set(name, await this.note(reader, size));
    return 'ok\n';
  }

  checkSize(size: number): void {
    if (size > 65_536) throw new RangeError('The note is too large');
  }

  async note(reader: BufferedReader, size: number): Promise<Buffer> {
    return Buffer.from(await reader.readExact(size));
  }

  get(name: string): Answer {
    const note = this.notes.get(name);
    return note ? Buffer.concat([Buffer.from(`${note.length}\n`), note]) : 'none\n';
  }

  async refuse(client: Socket, _error: unknown): Promise<void> {
    // A client that has gone does not hear it.
    await client.sendAll('error\n').catch(() => {});
  }

  part(client: Socket): void {
    client.close();
    this.clients.delete(client);
  }

  async close(): Promise<void> {
    this.server.close();
    for (const client of this.clients) client.close();
    await this.#loop;
  }
}

/** The answer that a kind of store is. */
export function storeAnswer(kind: new (host: string) => Store = Store) {
  return async (host: string): Promise<OpenStore> => {
    const store = new kind(host);
    return { port: store.server.localAddress.ipPort, close: () => store.close() };
  };
}
