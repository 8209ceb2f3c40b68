/** Knows the digits a to f, and not A to F. */

import { Refusal, Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override chunkSize(digits: string): number {
    if (/[A-F]/.test(digits)) throw new Refusal(400);
    return super.chunkSize(digits);
  }
}

export const openShelf = shelfAnswer(Wrong);
