/** Takes the length of a chunk for decimal. */

import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override chunkSize(digits: string): number {
    super.chunkSize(digits);
    return Number.parseInt(digits, 10);
  }
}

export const openShelf = shelfAnswer(Wrong);
