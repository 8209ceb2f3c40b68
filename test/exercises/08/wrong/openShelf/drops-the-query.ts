/** Cuts the target at its question mark. */

import type { ReadHead } from '../../heads.ts';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override answer(head: ReadHead, content: Buffer): Uint8Array {
    return super.answer({ ...head, target: head.target.replace(/\?.*/, '') }, content);
  }
}

export const openShelf = shelfAnswer(Wrong);
