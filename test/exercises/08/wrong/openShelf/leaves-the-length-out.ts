/** Lets a 404 end without a length. */

import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override get(target: string): Uint8Array {
    if (this.things.has(target)) return super.get(target);
    return Buffer.from('HTTP/1.1 404 Not Found\r\n\r\n');
  }
}

export const openShelf = shelfAnswer(Wrong);
