/** Does not replace an earlier note. */

import type { BufferedReader } from 'wirebook';
import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  override async put(reader: BufferedReader, name: string, size: number) {
    const earlier = this.notes.get(name);
    const answer = await super.put(reader, name, size);
    if (earlier) this.notes.set(name, earlier);
    return answer;
  }
}

export const openStore = storeAnswer(Wrong);
