/** Closes without an answer. */

import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override async refuse(): Promise<void> {}
}

export const openShelf = shelfAnswer(Wrong);
