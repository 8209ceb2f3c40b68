/** Ends the connections of all clients. */

import type { Socket } from 'wirebook';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override part(client: Socket): void {
    super.part(client);
    if (this.things.size > 0) for (const other of this.clients) other.close();
  }
}

export const openShelf = shelfAnswer(Wrong);
