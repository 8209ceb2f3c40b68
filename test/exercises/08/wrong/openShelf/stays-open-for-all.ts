/** Does not end a connection that was to be the last. */

import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override staysOpen(): boolean {
    return true;
  }
}

export const openShelf = shelfAnswer(Wrong);
