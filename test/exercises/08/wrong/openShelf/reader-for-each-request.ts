/** Forgets what came behind a request. */

import type { Socket } from 'wirebook';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override async talk(client: Socket): Promise<void> {
    for (let isOpen = true; isOpen; ) {
      const reader = this.readerOf(client);
      const text = await this.headText(reader);
      if (text === undefined) return;
      const head = this.parse(text);
      const content = await this.body(client, reader, head);
      await client.sendAll(this.answer(head, content));
      isOpen = head.staysOpen;
    }
  }
}

export const openShelf = shelfAnswer(Wrong);
