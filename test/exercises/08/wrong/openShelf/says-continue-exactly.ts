/** Knows 100-continue in lower case only. */

import type { ReadHead } from '../../heads.ts';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override expects(head: ReadHead): boolean {
    return head.fields.expect === '100-continue';
  }
}

export const openShelf = shelfAnswer(Wrong);
