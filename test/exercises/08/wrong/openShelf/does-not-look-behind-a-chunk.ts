/** Takes any two bytes behind a chunk. */

import type { BufferedReader } from 'wirebook';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override async chunkEnd(reader: BufferedReader): Promise<void> {
    await reader.readExact(2);
  }
}

export const openShelf = shelfAnswer(Wrong);
