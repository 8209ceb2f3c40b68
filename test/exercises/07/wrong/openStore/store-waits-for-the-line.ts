/** Has no limit for its lines. */

import { BufferedReader, type Socket } from 'wirebook';
import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  override readerOf(client: Socket): BufferedReader {
    return new BufferedReader(client, { limit: 2 ** 30 });
  }
}

export const openStore = storeAnswer(Wrong);
