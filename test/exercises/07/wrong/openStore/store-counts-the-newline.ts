/** Counts the newline as a byte of the line. */

import { BufferedReader, type Socket } from 'wirebook';
import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  override readerOf(client: Socket): BufferedReader {
    return new BufferedReader(client, { limit: 100 });
  }
}

export const openStore = storeAnswer(Wrong);
