/** Stops listening, and leaves its clients connected. */

import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override async close(): Promise<void> {
    this.clients.clear();
    await super.close();
  }
}

export const openShelf = shelfAnswer(Wrong);
