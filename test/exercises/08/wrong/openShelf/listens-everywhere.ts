/** Listens at every address of the machine. */

import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  constructor() {
    super('0.0.0.0');
  }
}

export const openShelf = shelfAnswer(Wrong);
