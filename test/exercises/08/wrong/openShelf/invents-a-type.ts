/** Gives a type to what had none. */

import type { ReadHead } from '../../heads.ts';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override type(head: ReadHead): string {
    return super.type(head) ?? 'application/octet-stream';
  }
}

export const openShelf = shelfAnswer(Wrong);
