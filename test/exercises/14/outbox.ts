/** The outbox of exercise 14, step by step: a wrong answer is one that takes a step wrongly. */

import type { Socket } from 'wirebook';

export interface OpenOutbox {
  readonly put: (text: string) => void;
}

export class Outbox {
  readonly socket: Socket;
  readonly limit: number;
  readonly waiting: Buffer[] = [];
  bytes = 0;
  lost = 0;
  isSending = false;

  constructor(socket: Socket, limit: number) {
    this.socket = socket;
    this.limit = limit;
  }

  put(text: string): unknown {
    const line = this.encode(text);
    while (this.isFull(line)) this.lose();
    this.add(line);
    return this.isSending ? undefined : this.start();
  }

  encode(text: string): Buffer {
    return Buffer.from(`${text}\n`);
  }

  sizeOf(line: Buffer): number {
    return line.length;
  }

  isFull(line: Buffer): boolean {
    return this.waiting.length > 0 && this.bytes + this.sizeOf(line) > this.limit;
  }

  lose(): void {
    const line = this.waiting.shift();
    this.bytes -= line === undefined ? 0 : this.sizeOf(line);
    this.lost += 1;
  }

  add(line: Buffer): void {
    this.waiting.push(line);
    this.bytes += this.sizeOf(line);
  }

  start(): unknown {
    void this.send();
    return undefined;
  }

  async send(): Promise<void> {
    this.isSending = true;
    try {
      for (let line = this.next(); line; line = this.next()) await this.sendLine(line);
      this.isSending = false;
    } catch (error) {
      this.failed(error);
    }
  }

  async sendLine(line: Buffer): Promise<void> {
    await this.socket.sendAll(line);
  }

  next(): Buffer | undefined {
    if (this.lost > 0) return this.note();
    return this.take();
  }

  note(): Buffer {
    const note = Buffer.from(`* ${this.lost} lost\n`);
    this.lost = 0;
    return note;
  }

  take(): Buffer | undefined {
    const line = this.waiting.shift();
    this.bytes -= line === undefined ? 0 : this.sizeOf(line);
    return line;
  }

  failed(_error: unknown): void {
    // The reader has gone: nothing is sent any more.
  }
}

/** The function of the exercise that opens such an outbox. */
export function outboxAnswer(Kind: typeof Outbox): (socket: Socket, limit: number) => OpenOutbox {
  return (socket, limit) => {
    const outbox = new Kind(socket, limit);
    return { put: (text) => outbox.put(text) };
  };
}
