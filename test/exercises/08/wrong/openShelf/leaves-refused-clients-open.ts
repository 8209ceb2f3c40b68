/** Does not close the connection of a client that it refused. */

import type { Socket } from 'wirebook';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override part(client: Socket): void {
    try {
      client.closeWrite();
    } catch {
      // It has gone.
    }
  }
}

export const openShelf = shelfAnswer(Wrong);
