/** Ends the connection behind every answer. */

import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override staysOpen(): boolean {
    return false;
  }
}

export const openShelf = shelfAnswer(Wrong);
