import type { Writable } from 'zeromq';

type Frames = (Uint8Array | string)[];

/** Sends messages over a socket one after another, since ZeroMQ takes one at a time. */
export class Outbox {
  readonly #socket: Pick<Writable, 'send'>;
  readonly #waiting: Frames[] = [];
  #sending: Promise<void> | undefined;

  constructor(socket: Pick<Writable, 'send'>) {
    this.#socket = socket;
  }

  send(frames: Frames): void {
    this.#waiting.push(frames);
    this.#sending ??= this.#sendWaiting();
  }

  /** Resolves when all is handed over. */
  async empty(): Promise<void> {
    await this.#sending;
  }

  async #sendWaiting(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      try {
        await this.#socket.send(next);
      } catch {
        // A front end that went away is no reason to stop: the others still listen.
      }
    }
    this.#sending = undefined;
  }
}
