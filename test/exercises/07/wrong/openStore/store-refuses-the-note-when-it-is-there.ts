/** Waits for a note that it will refuse. */

import type { BufferedReader } from 'wirebook';
import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  override async put(reader: BufferedReader, name: string, size: number) {
    const note = await this.note(reader, size);
    this.checkSize(size);
    this.notes.set(name, note);
    return 'ok\n';
  }
}

export const openStore = storeAnswer(Wrong);
