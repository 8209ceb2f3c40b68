/** Has one number for everything that is wrong. */

import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override statusOf(error: unknown): number | undefined {
    return super.statusOf(error) === undefined ? undefined : 400;
  }
}

export const openShelf = shelfAnswer(Wrong);
