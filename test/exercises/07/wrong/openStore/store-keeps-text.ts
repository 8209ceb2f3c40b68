/** Keeps notes as text. */

import type { BufferedReader } from 'wirebook';
import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  override async note(reader: BufferedReader, size: number): Promise<Buffer> {
    return Buffer.from((await reader.readExact(size)).toString());
  }
}

export const openStore = storeAnswer(Wrong);
