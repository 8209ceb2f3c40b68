/** Refuses a body of exactly the limit. */

import { Refusal, Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override checkSize(size: number): void {
    if (size >= 65_536) throw new Refusal(413);
  }
}

export const openShelf = shelfAnswer(Wrong);
