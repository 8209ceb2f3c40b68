/** Takes a line of 101 bytes. */

import { BufferedReader, type Socket } from 'wirebook';
import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  override readerOf(client: Socket): BufferedReader {
    return new BufferedReader(client, { limit: 102 });
  }
}

export const openStore = storeAnswer(Wrong);
