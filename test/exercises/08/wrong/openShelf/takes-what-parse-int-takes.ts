/** Reads as much of a chunk line as is a number. */

import { Refusal, Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override chunkSize(digits: string): number {
    const size = Number.parseInt(digits, 16);
    if (!(size >= 0)) throw new Refusal(400);
    return size;
  }
}

export const openShelf = shelfAnswer(Wrong);
