/** The time server of exercise 09, step by step: a wrong answer is one that takes a step wrongly. */

import { type Addrinfo, UdpSocket } from 'wirebook';

export interface OpenServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export class Clock {
  readonly socket: UdpSocket;
  readonly #loop: Promise<void>;

  constructor(host: string) {
    this.socket = new UdpSocket({ host: this.address(host), port: 0 });
    // Closing the socket ends the loop.
    this.#loop = this.#serve().catch(() => {});
  }

  address(host: string): string {
    return host;
  }

  async #serve(): Promise<void> {
    for (;;) {
      const [data, from] = await this.socket.recvFrom();
      if (from) await this.reply(data, from);
    }
  }

  async reply(data: Buffer, from: Addrinfo): Promise<void> {
    await this.socket.sendTo(this.line(this.answer(this.request(data))), from);
  }

  request(data: Buffer): string {
    return String(data)
      .replace(/\r?\n$/, '')
      .toUpperCase();
  }

  now(): Date {
    return new Date();
  }

  answer(request: string): string {
    const now = this.now();
    if (request === 'TIME') return now.toTimeString().slice(0, 8);
    if (request === 'TIMESTAMP') return String(Math.floor(now.getTime() / 1000));
    if (request === 'ISO8601') return now.toISOString();
    return 'ERROR';
  }

  line(answer: string): string {
    return `${answer}\n`;
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.#loop;
  }
}

/** The function of the exercise that opens such a server. */
export function clockAnswer(Kind: typeof Clock): (host: string) => Promise<OpenServer> {
  return async (host) => {
    const clock = new Kind(host);
    return { port: clock.socket.localAddress.ipPort, close: () => clock.close() };
  };
}
