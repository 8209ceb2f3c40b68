/** Takes an empty thing for none. */

import { respond } from '../../respond.ts';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override get(target: string): Uint8Array {
    const isEmpty = this.things.get(target)?.content.length === 0;
    return isEmpty ? respond(404, {}, '') : super.get(target);
  }
}

export const openShelf = shelfAnswer(Wrong);
