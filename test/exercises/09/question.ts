/** The client of exercise 09, step by step: a wrong answer is one that takes a step wrongly. */

import { Addrinfo, UdpSocket } from 'wirebook';

export interface Patience {
  readonly wait: number;
  readonly attempts: number;
}

export type Ask = (
  host: string,
  port: number,
  request: string,
  patience: Patience,
) => Promise<string>;

export class Question {
  readonly to: Addrinfo;
  readonly request: string;
  readonly patience: Patience;
  socket = new UdpSocket();

  constructor(to: Addrinfo, request: string, patience: Patience) {
    this.to = to;
    this.request = request;
    this.patience = patience;
  }

  async ask(): Promise<string> {
    try {
      await this.open();
      return await this.attemptAll();
    } finally {
      this.close();
    }
  }

  async open(): Promise<void> {
    await this.socket.connect(this.to);
  }

  async attemptAll(): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      await this.send();
      try {
        return this.text(await this.receive(this.timeout(attempt)));
      } catch (error) {
        if (!this.isSilence(error) || this.isLast(attempt)) throw this.failure(error);
      }
    }
  }

  async send(): Promise<void> {
    await this.socket.send(this.request);
  }

  timeout(attempt: number): number {
    return this.patience.wait * 2 ** (attempt - 1);
  }

  isLast(attempt: number): boolean {
    return attempt >= this.patience.attempts;
  }

  receive(timeout: number): Promise<Buffer> {
    return this.socket.recv(65_507, { timeout });
  }

  isSilence(error: unknown): boolean {
    return Object(error).code === 'ETIMEDOUT';
  }

  failure(error: unknown): unknown {
    return error;
  }

  text(answer: Buffer): string {
    return String(answer);
  }

  close(): void {
    this.socket.close();
  }
}

/** One that is not connected: it takes what `isAnswer` says. */
export class LooseQuestion extends Question {
  override async open(): Promise<void> {}

  override async send(): Promise<void> {
    await this.socket.sendTo(this.request, this.to);
  }

  isAnswer(from: Addrinfo | undefined): boolean {
    return from?.equals(this.to) ?? false;
  }

  left(deadline: number, _timeout: number): number {
    return deadline - performance.now();
  }

  override async receive(timeout: number): Promise<Buffer> {
    const deadline = performance.now() + timeout;
    for (;;) {
      const [data, from] = await this.socket.recvFrom(65_507, {
        timeout: this.left(deadline, timeout),
      });
      if (this.isAnswer(from)) return data;
    }
  }
}

/** The function of the exercise that asks in such a way. */
export function questionAnswer(Kind: typeof Question): Ask {
  return (host, port, request, patience) =>
    new Kind(Addrinfo.udp(host, port), request, patience).ask();
}
