/** Forgets the type of a thing. */

import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override type(): undefined {
    return undefined;
  }
}

export const openShelf = shelfAnswer(Wrong);
