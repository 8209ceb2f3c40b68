/** Answers every PUT with 201. */

import { respond } from '../../respond.ts';
import { Shelf, shelfAnswer, type Thing } from '../../shelf.ts';

class Wrong extends Shelf {
  override put(target: string, thing: Thing): Uint8Array {
    super.put(target, thing);
    return respond(201, {}, '');
  }
}

export const openShelf = shelfAnswer(Wrong);
