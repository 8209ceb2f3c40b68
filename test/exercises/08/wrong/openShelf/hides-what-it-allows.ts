/** Does not say which methods it has. */

import { respond } from '../../respond.ts';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override other(): Uint8Array {
    return respond(405, {}, '');
  }
}

export const openShelf = shelfAnswer(Wrong);
