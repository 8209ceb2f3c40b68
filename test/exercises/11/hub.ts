/** The hub of exercise 11, step by step: a wrong answer is one that takes a step wrongly. */

import { type Socket, TcpServer } from 'wirebook';

export interface OpenHub {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export interface Member {
  readonly socket: Socket;
  readonly lines: Buffer[];
  rest: Buffer;
  waiting: number;
  isSending: boolean;
}

export class Hub {
  readonly server: TcpServer;
  readonly limit: number;
  readonly members = new Set<Member>();
  readonly #loop: Promise<void>;

  constructor(host: string, limit: number) {
    this.limit = limit;
    this.server = new TcpServer({ host: this.address(host), port: 0 });
    // Closing the server ends the loop.
    this.#loop = this.#serve().catch(() => {});
  }

  address(host: string): string {
    return host;
  }

  async #serve(): Promise<void> {
    for (;;) {
      const socket = await this.server.accept();
      const member = { socket, lines: [], rest: Buffer.alloc(0), waiting: 0, isSending: false };
      this.members.add(member);
      void this.attend(member);
    }
  }

  async attend(member: Member): Promise<void> {
    try {
      await this.hear(member);
      this.ended(member);
    } catch {
      this.lost(member);
    }
  }

  async hear(member: Member): Promise<void> {
    for await (const piece of member.socket) {
      await this.take(member, piece);
      if (this.isTooLong(member)) return;
    }
    await this.atEnd(member);
  }

  async take(member: Member, piece: Buffer): Promise<void> {
    member.rest = Buffer.concat([member.rest, piece]);
    for (let end = member.rest.indexOf('\n'); end >= 0; end = member.rest.indexOf('\n')) {
      const line = member.rest.subarray(0, end + 1);
      if (this.refuses(line)) throw new Error('The line is too long');
      member.rest = member.rest.subarray(end + 1);
      await this.pass(line, member);
    }
  }

  refuses(line: Buffer): boolean {
    return line.length > this.limit;
  }

  isTooLong(member: Member): boolean {
    return member.rest.length >= this.limit;
  }

  async atEnd(_member: Member): Promise<void> {}

  ended(member: Member): void {
    this.drop(member);
  }

  lost(member: Member): void {
    this.drop(member);
  }

  async pass(line: Buffer, sender: Member): Promise<void> {
    for (const other of this.members) if (other !== sender) this.give(other, line);
  }

  give(member: Member, line: Buffer): void {
    if (this.isFull(member, line)) {
      this.overflow(member);
      return;
    }
    member.lines.push(line);
    member.waiting += line.length;
    if (!member.isSending) void this.send(member);
  }

  isFull(member: Member, line: Buffer): boolean {
    return member.waiting + line.length > this.limit;
  }

  overflow(member: Member): void {
    this.drop(member);
  }

  async send(member: Member): Promise<void> {
    member.isSending = true;
    try {
      for (let line = this.next(member); line; line = this.next(member)) {
        await member.socket.sendAll(line);
        member.waiting -= line.length;
      }
    } catch {
      this.drop(member);
    }
    member.isSending = false;
  }

  next(member: Member): Buffer | undefined {
    return member.lines.shift();
  }

  drop(member: Member): void {
    this.members.delete(member);
    member.socket.close();
  }

  async close(): Promise<void> {
    this.server.close();
    for (const member of this.members) this.drop(member);
    await this.#loop;
  }
}

/** The function of the exercise that opens such a hub. */
export function hubAnswer(Kind: typeof Hub): (host: string, limit: number) => Promise<OpenHub> {
  return async (host, limit) => {
    const hub = new Kind(host, limit);
    return { port: hub.server.localAddress.ipPort, close: () => hub.close() };
  };
}
