/** The line server of exercise 17, step by step: a wrong answer is one that takes a step wrongly. */

import { BufferedReader, TcpServer, type TcpSocket } from 'wirebook';

export interface Limits {
  readonly places: number;
  readonly each: number;
  readonly bytes: number;
  readonly deadline: number;
}

export interface OpenServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export class GuardedServer {
  readonly limits: Limits;
  readonly server: TcpServer;
  readonly places = new Map<TcpSocket, string>();
  readonly open = new Map<TcpSocket, Promise<void>>();
  readonly accepting: Promise<void>;

  constructor(host: string, limits: Limits) {
    this.limits = limits;
    this.server = new TcpServer({ host: this.address(host), port: 0 });
    this.accepting = this.acceptAll().catch(() => {});
  }

  address(host: string): string {
    return host;
  }

  async acceptAll(): Promise<void> {
    for await (const client of this.server) await this.welcome(client);
  }

  async welcome(client: TcpSocket): Promise<void> {
    this.open.set(client, this.attend(client));
  }

  async attend(client: TcpSocket): Promise<void> {
    try {
      await this.admit(client);
    } catch {
      // The client has left.
    } finally {
      this.hasLeft(client);
    }
  }

  async admit(client: TcpSocket): Promise<void> {
    const who = client.remoteAddress.ipAddress;
    if (!this.hasPlace(who)) return await this.refuse(client, '503\n');
    this.places.set(client, who);
    try {
      await this.serve(client);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EMSGSIZE') await this.refuse(client, '413\n');
      else if (code === 'ETIMEDOUT') await this.refuse(client, '408\n');
      else this.lost(client);
    }
  }

  hasPlace(who: string): boolean {
    return this.places.size < this.limits.places && this.countOf(who) < this.limits.each;
  }

  countOf(who: string): number {
    return [...this.places.values()].filter((other) => other === who).length;
  }

  async refuse(client: TcpSocket, reply: string): Promise<void> {
    await client.sendAll(reply);
  }

  lost(_client: TcpSocket): void {}

  async serve(client: TcpSocket): Promise<void> {
    const reader = this.readerOf(client);
    for (;;) {
      const line = await this.read(reader);
      if (!line.includes('\n')) return;
      await this.reply(client, line);
    }
  }

  readerOf(client: TcpSocket): BufferedReader {
    return new BufferedReader(client, { limit: this.limits.bytes });
  }

  read(reader: BufferedReader): Promise<Buffer> {
    return reader.readUntil('\n', { timeout: this.limits.deadline });
  }

  async reply(client: TcpSocket, line: Buffer): Promise<void> {
    await client.sendAll(line);
  }

  hasLeft(client: TcpSocket): void {
    client.close();
    this.places.delete(client);
    this.open.delete(client);
  }

  async close(): Promise<void> {
    this.server.close();
    const ends = [...this.open.values()];
    this.closeClients();
    await Promise.all([this.accepting, ...ends]);
  }

  closeClients(): void {
    for (const client of this.open.keys()) client.close();
  }
}

/** The function of the exercise that opens such a server. */
export function serverAnswer(
  Kind: typeof GuardedServer,
): (host: string, limits: Limits) => Promise<OpenServer> {
  return async (host, limits) => {
    const server = new Kind(host, limits);
    return { port: server.server.localAddress.ipPort, close: () => server.close() };
  };
}
