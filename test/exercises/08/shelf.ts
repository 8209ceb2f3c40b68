/** The shelf of exercise 08, step by step: a wrong answer is one that takes a step wrongly. */

import { BufferedReader, EndOfStreamError, type Socket, TcpServer } from 'wirebook';
import { HeadReader, type ReadHead } from './heads.ts';
import { respond } from './respond.ts';

export interface OpenShelf {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export interface Thing {
  readonly content: Buffer;
  readonly type: string | undefined;
}

/** A request that is answered by a status, and ends its connection. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`Refused with ${status}`);
    this.status = status;
  }
}

export class Shelf {
  readonly things = new Map<string, Thing>();
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
      // A client that has gone does not hear it.
      await this.refuse(client, error).catch(() => {});
    } finally {
      this.part(client);
    }
  }

  async talk(client: Socket): Promise<void> {
    const reader = this.readerOf(client);
    for (;;) {
      const text = await this.headText(reader);
      if (text === undefined) return;
      const head = this.parse(text);
      const content = await this.body(client, reader, head);
      await client.sendAll(this.answer(head, content));
      if (!this.staysOpen(head)) return;
    }
  }

  readerOf(client: Socket): BufferedReader {
    return new BufferedReader(client, { limit: 8192 });
  }

  /** The next head; undefined at the end, and for a head that was cut off. */
  async headText(reader: BufferedReader): Promise<string | undefined> {
    const text = String(await reader.readUntil('\r\n\r\n'));
    return text.endsWith('\r\n\r\n') ? text : undefined;
  }

  parse(text: string): ReadHead {
    try {
      return new HeadReader().read(text);
    } catch {
      throw new Refusal(400);
    }
  }

  staysOpen(head: ReadHead): boolean {
    return head.staysOpen;
  }

  async body(client: Socket, reader: BufferedReader, head: ReadHead): Promise<Buffer> {
    if (head.body !== 'chunked') this.checkSize(head.body);
    if (this.expects(head)) await client.sendAll('HTTP/1.1 100 Continue\r\n\r\n');
    if (head.body === 'chunked') return await this.chunks(reader);
    return await this.counted(reader, head.body, head);
  }

  expects(head: ReadHead): boolean {
    return head.fields.expect?.toLowerCase() === '100-continue';
  }

  checkSize(size: number): void {
    if (size > 65_536) throw new Refusal(413);
  }

  async counted(reader: BufferedReader, size: number, _head: ReadHead): Promise<Buffer> {
    return Buffer.from(await reader.readExact(size));
  }

  async chunks(reader: BufferedReader): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for (let sum = 0; ; ) {
      const line = String(await reader.readUntil('\r\n'));
      if (!line.endsWith('\r\n')) throw new EndOfStreamError(Buffer.from(line), line.length + 2);
      const size = this.chunkSize(line.slice(0, -2));
      sum += size;
      this.checkSum(sum, size);
      chunks.push(Buffer.from(await reader.readExact(size)));
      await this.chunkEnd(reader, size);
      if (size === 0) return Buffer.concat(chunks);
    }
  }

  chunkSize(digits: string): number {
    if (!/^[0-9a-f]+$/i.test(digits)) throw new Refusal(400);
    return Number.parseInt(digits, 16);
  }

  checkSum(sum: number, _size: number): void {
    this.checkSize(sum);
  }

  async chunkEnd(reader: BufferedReader, _size: number): Promise<void> {
    if (String(await reader.readExact(2)) !== '\r\n') throw new Refusal(400);
  }

  answer(head: ReadHead, content: Buffer): Uint8Array {
    const { method, target } = head;
    if (method === 'PUT') return this.put(target, { content, type: this.type(head) });
    if (method === 'GET') return this.get(target);
    return method === 'HEAD' ? this.head(target) : this.other(method);
  }

  type(head: ReadHead): string | undefined {
    return head.fields['content-type'];
  }

  put(target: string, thing: Thing): Uint8Array {
    const isNew = !this.things.has(target);
    this.things.set(target, thing);
    return respond(isNew ? 201 : 204, {}, '');
  }

  get(target: string): Uint8Array {
    const thing = this.things.get(target);
    if (thing === undefined) return respond(404, {}, '');
    const { content, type } = thing;
    return respond(200, type === undefined ? {} : { 'Content-Type': type }, content);
  }

  head(target: string): Uint8Array {
    const whole = Buffer.from(this.get(target));
    return whole.subarray(0, whole.indexOf('\r\n\r\n') + 4);
  }

  other(_method: string): Uint8Array {
    return respond(405, { Allow: 'GET, HEAD, PUT' }, '');
  }

  async refuse(client: Socket, error: unknown): Promise<void> {
    const status = this.statusOf(error);
    if (status !== undefined) await client.sendAll(respond(status, {}, ''));
  }

  /** The status of a refusal; undefined for a client that was cut off, or is gone. */
  statusOf(error: unknown): number | undefined {
    if (error instanceof Refusal) return error.status;
    return (error as NodeJS.ErrnoException).code === 'EMSGSIZE' ? 400 : undefined;
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

/** The answer that a kind of shelf is. */
export function shelfAnswer(kind: new (host: string) => Shelf = Shelf) {
  return async (host: string): Promise<OpenShelf> => {
    const shelf = new kind(host);
    return { port: shelf.server.localAddress.ipPort, close: () => shelf.close() };
  };
}
