/** Leaves the last line end for the next request. */

import type { BufferedReader } from 'wirebook';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override async chunkEnd(reader: BufferedReader, size: number): Promise<void> {
    if (size > 0) await super.chunkEnd(reader, size);
  }
}

export const openShelf = shelfAnswer(Wrong);
