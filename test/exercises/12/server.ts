/** The server of exercise 12, step by step: a wrong answer is one that takes a step wrongly. */

import { TcpServer, type TcpSocket } from 'wirebook';
import type { Pool } from './pool.ts';

export interface JobServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export type Runner = Pick<Pool, 'run'>;

/** A complete line, the news that it is too long, or nothing where the client has ended. */
export type Line = Buffer | 'too long' | undefined;

export class LineServer {
  readonly longest: number = 100;
  readonly pool: Runner;
  readonly server: TcpServer;
  readonly clients = new Set<TcpSocket>();
  readonly #accepting: Promise<void>;

  constructor(host: string, pool: Runner) {
    this.pool = pool;
    this.server = new TcpServer({ host: this.address(host), port: 0 });
    this.#accepting = this.#acceptAll().catch(() => {});
  }

  address(host: string): string {
    return host;
  }

  async #acceptAll(): Promise<void> {
    for await (const client of this.server) {
      this.clients.add(client);
      await this.welcome(client);
    }
  }

  async welcome(client: TcpSocket): Promise<void> {
    void this.attend(client);
  }

  async attend(client: TcpSocket): Promise<void> {
    await this.serve(client).catch(() => this.lost(client));
    this.done(client);
  }

  lost(_client: TcpSocket): void {}

  done(client: TcpSocket): void {
    this.clients.delete(client);
    client.close();
  }

  async serve(client: TcpSocket): Promise<void> {
    const line = await this.readLine(client);
    if (line === undefined) return this.withoutLine(client);
    const answer = line === 'too long' ? line : await this.answerTo(line, client);
    await this.send(client, answer);
    await this.end(client);
  }

  async withoutLine(_client: TcpSocket): Promise<void> {}

  async readLine(client: TcpSocket): Promise<Line> {
    let bytes = Buffer.alloc(0);
    for (;;) {
      const piece = await this.receive(client);
      if (piece.length === 0) return this.atEnd(bytes);
      bytes = Buffer.concat([bytes, piece]);
      const line = this.lineOf(bytes);
      if (line !== undefined) return line;
    }
  }

  receive(client: TcpSocket): Promise<Buffer> {
    return client.recv();
  }

  atEnd(_bytes: Buffer): Line {
    return undefined;
  }

  lineOf(bytes: Buffer): Line {
    const end = bytes.indexOf('\n');
    if (end >= this.longest || (end < 0 && bytes.length >= this.longest)) return 'too long';
    return end < 0 ? undefined : bytes.subarray(0, end);
  }

  async answerTo(line: Buffer, _client: TcpSocket): Promise<string> {
    try {
      return await this.pool.run(this.jobOf(line));
    } catch (error) {
      return this.failed(error, line);
    }
  }

  jobOf(line: Buffer): string {
    return String(line);
  }

  async failed(error: unknown, _line: Buffer): Promise<string> {
    return Object(error).code === 'EBUSY' ? 'busy' : 'failed';
  }

  async send(client: TcpSocket, answer: string): Promise<void> {
    await client.sendAll(`${answer}\n`);
  }

  async end(client: TcpSocket): Promise<void> {
    client.closeWrite();
    while ((await client.recv()).length > 0);
  }

  async close(): Promise<void> {
    this.server.close();
    this.closeClients();
    await this.#accepting;
  }

  closeClients(): void {
    for (const client of this.clients) client.close();
  }
}

/** The function of the exercise that opens such a server. */
export function serverAnswer(
  Kind: typeof LineServer,
): (host: string, pool: Runner) => Promise<JobServer> {
  return async (host, pool) => {
    const server = new Kind(host, pool);
    return { port: server.server.localAddress.ipPort, close: () => server.close() };
  };
}
