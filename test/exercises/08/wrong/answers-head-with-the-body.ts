/** Answers HEAD as GET. */

import { Shelf, shelfAnswer } from '../shelf.ts';

export { parseHead, respond } from '../right/plain.ts';

class Wrong extends Shelf {
  override head(target: string): Uint8Array {
    return this.get(target);
  }
}

export const openShelf = shelfAnswer(Wrong);
