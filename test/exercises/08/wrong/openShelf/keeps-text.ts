/** Keeps its things as text. */

import { Shelf, shelfAnswer, type Thing } from '../../shelf.ts';

class Wrong extends Shelf {
  override put(target: string, { content, type }: Thing): Uint8Array {
    return super.put(target, { content: Buffer.from(String(content)), type });
  }
}

export const openShelf = shelfAnswer(Wrong);
