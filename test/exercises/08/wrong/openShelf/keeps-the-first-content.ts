/** Does not replace what is there. */

import { Shelf, shelfAnswer, type Thing } from '../../shelf.ts';

class Wrong extends Shelf {
  override put(target: string, thing: Thing): Uint8Array {
    return super.put(target, this.things.get(target) ?? thing);
  }
}

export const openShelf = shelfAnswer(Wrong);
