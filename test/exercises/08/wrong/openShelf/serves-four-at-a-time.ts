/** Lets the fifth client wait until another one has left. */

import type { Socket } from 'wirebook';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override async welcome(client: Socket): Promise<void> {
    const served = this.serve(client);
    if (this.clients.size >= 4) await served;
  }
}

export const openShelf = shelfAnswer(Wrong);
