/** Answers other methods with 404. */

import { respond } from '../../respond.ts';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override other(): Uint8Array {
    return respond(404, {}, '');
  }
}

export const openShelf = shelfAnswer(Wrong);
