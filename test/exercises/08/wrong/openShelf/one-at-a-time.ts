/** Serves one client after another. */

import type { Socket } from 'wirebook';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override async welcome(client: Socket): Promise<void> {
    await this.serve(client);
  }
}

export const openShelf = shelfAnswer(Wrong);
