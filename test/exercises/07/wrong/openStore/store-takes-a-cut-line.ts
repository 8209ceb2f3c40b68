/** Takes what stands before the end for a line. */

import type { BufferedReader } from 'wirebook';
import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  override async line(reader: BufferedReader): Promise<string | undefined> {
    return await reader.readLine();
  }
}

export const openStore = storeAnswer(Wrong);
