/** Answers 400 and reads on. */

import type { Socket } from 'wirebook';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override async serve(client: Socket): Promise<void> {
    this.clients.add(client);
    for (;;) {
      try {
        await this.talk(client);
        break;
      } catch (error) {
        const status = this.statusOf(error);
        if (status === undefined) break;
        await this.refuse(client, error).catch(() => {});
      }
    }
    this.part(client);
  }
}

export const openShelf = shelfAnswer(Wrong);
