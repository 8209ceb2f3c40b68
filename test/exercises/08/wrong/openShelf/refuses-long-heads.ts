/** Refuses a head of more than 4,096 bytes. */

import { BufferedReader, type Socket } from 'wirebook';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override readerOf(client: Socket): BufferedReader {
    return new BufferedReader(client, { limit: 4096 });
  }
}

export const openShelf = shelfAnswer(Wrong);
