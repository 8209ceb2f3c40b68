/** Keeps 32 bits of the length of a chunk. */

import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override chunkSize(digits: string): number {
    return super.chunkSize(digits) | 0;
  }
}

export const openShelf = shelfAnswer(Wrong);
