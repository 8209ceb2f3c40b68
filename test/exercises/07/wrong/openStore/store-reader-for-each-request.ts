/** Loses what came behind a request, with a reader for each. */

import type { Socket } from 'wirebook';
import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  override async talk(client: Socket): Promise<void> {
    for (;;) {
      const answer = await this.answer(this.readerOf(client));
      if (answer === undefined) return;
      await client.sendAll(answer);
    }
  }
}

export const openStore = storeAnswer(Wrong);
