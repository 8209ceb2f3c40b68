/** Answers when the client has ended its stream. */

import type { Socket } from 'wirebook';
import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  override async talk(client: Socket): Promise<void> {
    const reader = this.readerOf(client);
    const answers: Buffer[] = [];
    for (let said = await this.answer(reader); said; said = await this.answer(reader)) {
      answers.push(Buffer.from(said));
    }
    await client.sendAll(Buffer.concat(answers));
  }
}

export const openStore = storeAnswer(Wrong);
