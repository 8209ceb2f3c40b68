/** Forgets clients that have connected and not sent anything so far. */

import { MSG_PEEK, type Socket } from 'wirebook';
import { Counter, counterAnswer } from '../../counter.ts';

class Forgetful extends Counter {
  readonly #silent = new Set<Socket>();

  override async welcome(client: Socket): Promise<void> {
    this.#silent.add(client);
    void this.#meet(client);
  }

  async #meet(client: Socket): Promise<void> {
    await client.recv(1, { flags: MSG_PEEK }).catch(() => {});
    this.#silent.delete(client);
    void this.serve(client);
  }

  override async dismiss(words: string): Promise<void> {
    for (const client of this.#silent) {
      this.sending.delete(client);
      client.close();
    }
    await super.dismiss(words);
  }
}

export const openCounter = counterAnswer(Forgetful);
