/** The server of exercise 16 that drains, step by step: a wrong answer is one that takes a step wrongly. */

import { SO_LINGER, SOL_SOCKET, TcpServer, type TcpSocket } from 'wirebook';

export interface DrainingServer {
  readonly port: number;
  readonly drain: (limit: number) => Promise<number>;
}

export type Answer = (line: string) => Promise<string>;

export class LineServer {
  readonly answer: Answer;
  readonly server: TcpServer;
  readonly clients = new Set<TcpSocket>();
  readonly idle = new Set<TcpSocket>();
  readonly empty = Promise.withResolvers<void>();
  readonly accepting: Promise<void>;
  isDraining = false;

  constructor(host: string, answer: Answer) {
    this.answer = answer;
    this.server = new TcpServer({ host: this.address(host), port: 0 });
    this.accepting = this.acceptAll().catch(() => {});
  }

  address(host: string): string {
    return host;
  }

  async acceptAll(): Promise<void> {
    for await (const client of this.server) {
      this.clients.add(client);
      this.came(client);
      await this.welcome(client);
    }
  }

  came(_client: TcpSocket): void {}

  async welcome(client: TcpSocket): Promise<void> {
    void this.attend(client);
  }

  async attend(client: TcpSocket): Promise<void> {
    await this.serve(client).catch(() => this.lost(client));
    this.hasLeft(client);
  }

  lost(_client: TcpSocket): void {}

  async serve(client: TcpSocket): Promise<void> {
    let bytes = Buffer.alloc(0);
    while (!this.isOver(client)) {
      const piece = await client.recv();
      if (piece.length === 0) return;
      this.begins(client);
      bytes = Buffer.concat([bytes, piece]);
      for (let end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n')) {
        const line = bytes.subarray(0, end);
        bytes = bytes.subarray(end + 1);
        await this.reply(client, line);
        if (bytes.length === 0) this.answered(client);
      }
    }
  }

  isOver(client: TcpSocket): boolean {
    return this.isDraining && this.idle.has(client);
  }

  begins(client: TcpSocket): void {
    this.idle.delete(client);
  }

  answered(client: TcpSocket): void {
    this.idle.add(client);
  }

  async reply(client: TcpSocket, line: Buffer): Promise<void> {
    await client.sendAll(`${await this.answer(String(line))}\n`);
  }

  hasLeft(client: TcpSocket): void {
    client.close();
    this.clients.delete(client);
    this.idle.delete(client);
    if (this.isDraining && this.clients.size === 0) this.empty.resolve();
  }

  async drain(limit: number): Promise<number> {
    this.isDraining = true;
    await this.closeServer();
    this.closeIdle();
    await this.wait(limit);
    const left = [...this.clients];
    for (const client of left) this.cut(client);
    return this.countOf(left);
  }

  async closeServer(): Promise<void> {
    this.server.close();
    await this.accepting;
  }

  closeIdle(): void {
    for (const client of [...this.idle]) this.hasLeft(client);
  }

  async wait(limit: number): Promise<void> {
    if (this.clients.size === 0) return;
    const timer = setTimeout(() => this.empty.resolve(), limit);
    await this.empty.promise;
    clearTimeout(timer);
  }

  cut(client: TcpSocket): void {
    client.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
    this.hasLeft(client);
  }

  countOf(left: readonly TcpSocket[]): number {
    return left.length;
  }
}

/** The function of the exercise that opens such a server. */
export function serverAnswer(
  Kind: typeof LineServer,
): (host: string, answer: Answer) => Promise<DrainingServer> {
  return async (host, answer) => {
    const server = new Kind(host, answer);
    return {
      port: server.server.localAddress.ipPort,
      drain: (limit) => server.drain(limit),
    };
  };
}
