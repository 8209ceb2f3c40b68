/** Puts with POST, too. */

import type { ReadHead } from '../../heads.ts';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override answer(head: ReadHead, content: Buffer): Uint8Array {
    const method = head.method === 'POST' ? 'PUT' : head.method;
    return super.answer({ ...head, method }, content);
  }
}

export const openShelf = shelfAnswer(Wrong);
