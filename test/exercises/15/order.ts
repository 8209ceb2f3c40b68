/** The orders of exercise 15, step by step: a wrong answer is one that takes a step wrongly. */

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { TcpSocket } from '../../../lib/socket/index.ts';

export interface Failure {
  readonly code?: string;
  readonly syscall?: string;
}

export interface Growth {
  readonly base: number;
  readonly most: number;
}

export interface Desk {
  readonly host: string;
  readonly port: number;
}

export interface Limits extends Growth {
  readonly attempts: number;
  readonly timeout: number;
  readonly atMost: number;
}

export function mayRetry({ code = '', syscall }: Failure, isIdempotent: boolean): boolean {
  if (['ETIMEDOUT', 'EAGAIN'].includes(code)) return syscall === 'connect' || isIdempotent;
  if (['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'].includes(code)) return true;
  return isIdempotent && ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'].includes(code);
}

export function pauses(lots: readonly number[], { base, most }: Growth): number[] {
  const drawn: number[] = [];
  let upper = Math.min(base, most);
  for (const lot of lots) {
    drawn.push(upper * (0.5 + lot / 2));
    upper = Math.min(upper * 2, most);
  }
  return drawn;
}

export class Order {
  readonly desk: Desk;
  readonly item: string;
  readonly limits: Limits;
  /** The time when all of it is over. */
  end: number;
  readonly key: string = this.drawKey();

  constructor(desk: Desk, item: string, limits: Limits) {
    this.desk = desk;
    this.item = item;
    this.limits = limits;
    this.end = performance.now() + limits.atMost;
  }

  drawKey(): string {
    return randomUUID();
  }

  line(): string | Uint8Array {
    return `${this.key} ${this.item}\n`;
  }

  get attempts(): number {
    return this.limits.attempts;
  }

  /** The pause behind an attempt, counted from 1. */
  pauseAfter(attempt: number): number {
    const lots = Array.from({ length: attempt }, () => Math.random());
    return pauses(lots, this.limits).at(-1) ?? 0;
  }

  /** The time when an attempt that begins now is over. */
  deadline(): number {
    return Math.min(this.end, performance.now() + this.limits.timeout);
  }

  async open(deadline: number): Promise<TcpSocket> {
    return TcpSocket.connect(this.desk, { deadline });
  }

  async attempt(): Promise<string> {
    const deadline = this.deadline();
    const socket = await this.open(deadline);
    try {
      await socket.sendAll(this.line(), { deadline });
      return await this.answer(socket, deadline);
    } finally {
      this.leave(socket);
    }
  }

  leave(socket: TcpSocket): void {
    socket.close();
  }

  async answer(socket: TcpSocket, deadline: number): Promise<string> {
    let bytes = Buffer.alloc(0);
    for (;;) {
      const piece = await socket.recv(1000, { deadline });
      if (piece.length === 0) return this.cut(bytes);
      bytes = Buffer.concat([bytes, piece]);
      const end = bytes.indexOf('\n');
      if (end >= 0) return String(bytes.subarray(0, end));
    }
  }

  /** The stream has ended before the newline. */
  cut(_bytes: Buffer): string {
    throw Object.assign(new Error('cut'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
  }

  /** The receipt in an answer. */
  receipt(answer: string): string {
    if (answer.startsWith('done ')) return answer.slice(5);
    throw new Error(this.reason(answer));
  }

  reason(answer: string): string {
    return answer.slice(3);
  }

  mayRetry(error: unknown): boolean {
    return mayRetry(Object(error), true);
  }

  hasTimeFor(pause: number): boolean {
    return performance.now() + pause <= this.end;
  }

  async pause(time: number): Promise<void> {
    await delay(time);
  }

  /** The error that the whole fails with, from those of all attempts. */
  failure(errors: readonly unknown[]): unknown {
    return errors.at(-1);
  }

  async run(): Promise<string> {
    const errors: unknown[] = [];
    for (let count = 1; ; count++) {
      try {
        return this.receipt(await this.attempt());
      } catch (error) {
        errors.push(error);
        const pause = this.pauseAfter(count);
        const isLast = count >= this.attempts || !this.hasTimeFor(pause);
        if (isLast || !this.mayRetry(error)) throw this.failure(errors);
        await this.pause(pause);
      }
    }
  }
}

/** An answer that is made of such a class. */
export function orderAnswer(Made: typeof Order) {
  return (desk: Desk, item: string, limits: Limits): Promise<string> =>
    new Made(desk, item, limits).run();
}
