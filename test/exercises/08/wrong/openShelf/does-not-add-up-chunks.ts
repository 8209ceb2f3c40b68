/** Looks at each chunk alone. */

import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override checkSum(_sum: number, size: number): void {
    this.checkSize(size);
  }
}

export const openShelf = shelfAnswer(Wrong);
