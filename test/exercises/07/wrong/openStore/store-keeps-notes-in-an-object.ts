/** Keeps notes in an object, which has properties of its own. */

import type { BufferedReader } from 'wirebook';
import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  readonly object: Record<string, Buffer | undefined> = {};

  override async put(reader: BufferedReader, name: string, size: number) {
    this.checkSize(size);
    this.object[name] = await this.note(reader, size);
    return 'ok\n';
  }

  override get(name: string) {
    const note = this.object[name];
    return note ? Buffer.concat([Buffer.from(`${note.length}\n`), Buffer.from(note)]) : 'none\n';
  }
}

export const openStore = storeAnswer(Wrong);
