/**
 * A right answer to exercise 13 with a worker for each connection, which looks by MSG_PEEK whether its
 * connection is still good.
 */

import {
  MSG_DONTWAIT,
  MSG_PEEK,
  SO_KEEPALIVE,
  SOL_SOCKET,
  type Socket,
  type SocketError,
  TcpSocket,
} from 'wirebook';
import { type Keepalive, Reading, readingAnswer, Tuning, tuningAnswer } from '../options.ts';
import type { OpenPool } from '../pool.ts';

class Patient extends Tuning {
  override choose(): Keepalive {
    const interval = Math.ceil((this.seconds - 5) / 12);
    const count = Math.max(3, Math.floor(this.seconds / 2 / interval));
    return { idle: this.seconds - count * interval, interval, count };
  }
}

export const describeOptions = readingAnswer(Reading);
export const tuneKeepalive = (socket: Socket, seconds: number) =>
  tuningAnswer(seconds < 30 ? Tuning : Patient)(socket, seconds);

interface Question {
  readonly line: string;
  readonly answer: PromiseWithResolvers<string>;
}

/** One place of the pool, with the connection that it has at the moment. */
class Worker {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #abort: AbortSignal;
  readonly #idle: number;
  #socket: TcpSocket | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    target: { readonly host: string; readonly port: number },
    { idle, abort }: { readonly idle: number; readonly abort: AbortSignal },
  ) {
    this.#target = target;
    this.#idle = idle;
    this.#abort = abort;
  }

  get hasConnection(): boolean {
    return this.#socket !== undefined;
  }

  /** Puts a connection down that has something to read: it has ended, or is out of step. */
  async look(): Promise<void> {
    const peek = this.#socket?.recv(1, { flags: MSG_PEEK | MSG_DONTWAIT, timeout: 0 });
    const error: SocketError | undefined = await peek?.then(
      () => undefined,
      (reason) => reason,
    );
    if (!['EAGAIN', 'ETIMEDOUT'].includes(error?.code ?? '')) this.putDown();
  }

  async work({ line, answer }: Question): Promise<void> {
    clearTimeout(this.#timer);
    try {
      this.#socket ??= await TcpSocket.connect(this.#target, { signal: this.#abort });
      this.#socket.setsockopt(SOL_SOCKET, SO_KEEPALIVE, true);
    } catch (error) {
      answer.reject(error);
      return;
    }
    try {
      await this.#socket.sendAll(`${line}\n`);
      const bytes: Buffer[] = [];
      for (;;) {
        const piece = await this.#socket.recv(65_536);
        if (piece.length === 0) throw new Error('EOF');
        bytes.push(piece);
        if (piece.includes(10)) break;
      }
      const all = Buffer.concat(bytes);
      const end = all.indexOf(10);
      if (end < all.length - 1) this.putDown();
      else this.#timer = setTimeout(() => this.putDown(), this.#idle);
      answer.resolve(all.toString('utf8', 0, end));
    } catch {
      this.putDown();
      answer.reject(Object.assign(new Error('lost'), { code: 'ECONNRESET' }));
    }
  }

  putDown(): void {
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = undefined;
  }
}

export async function openPool(
  host: string,
  port: number,
  size: number,
  idle: number,
): Promise<OpenPool> {
  const closing = new AbortController();
  const options = { idle, abort: closing.signal };
  const workers = Array.from({ length: size }, () => new Worker({ host, port }, options));
  const free = new Set(workers);
  const questions: Question[] = [];
  let isLooking = false;

  async function distribute(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    while (questions.length > 0 && free.size > 0) {
      await Promise.all([...free].map((worker) => worker.look()));
      const connected = [...free].filter(({ hasConnection }) => hasConnection);
      const [worker] = [...connected, ...free];
      const question = questions.shift();
      if (!worker || !question) break;
      free.delete(worker);
      void worker.work(question).then(() => {
        free.add(worker);
        void distribute();
      });
    }
    isLooking = false;
  }

  return {
    async ask(line) {
      if (closing.signal.aborted) throw new Error('The pool is closed');
      const answer = Promise.withResolvers<string>();
      questions.push({ line, answer });
      void distribute();
      return await answer.promise;
    },
    async close() {
      closing.abort();
      for (const { answer } of questions.splice(0)) answer.reject(new Error('The pool is closed'));
      for (const worker of workers) worker.putDown();
    },
  };
}
