/** Reads a large body before it refuses it. */

import type { ReadHead } from '../../heads.ts';
import { Refusal, Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override checkSize(): void {}

  override answer(head: ReadHead, content: Buffer): Uint8Array {
    if (content.length > 65_536) throw new Refusal(413);
    return super.answer(head, content);
  }
}

export const openShelf = shelfAnswer(Wrong);
