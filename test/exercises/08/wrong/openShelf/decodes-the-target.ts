/** Takes %41 for A. */

import type { ReadHead } from '../../heads.ts';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override answer(head: ReadHead, content: Buffer): Uint8Array {
    return super.answer({ ...head, target: decodeURI(head.target) }, content);
  }
}

export const openShelf = shelfAnswer(Wrong);
