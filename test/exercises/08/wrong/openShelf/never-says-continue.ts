/** Lets a client wait that expects a word. */

import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override expects(): boolean {
    return false;
  }
}

export const openShelf = shelfAnswer(Wrong);
