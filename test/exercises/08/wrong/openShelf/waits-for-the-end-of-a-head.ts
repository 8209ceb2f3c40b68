/** Has no limit for a head. */

import { BufferedReader, type Socket } from 'wirebook';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override readerOf(client: Socket): BufferedReader {
    return new BufferedReader(client, { limit: 1 << 24 });
  }
}

export const openShelf = shelfAnswer(Wrong);
