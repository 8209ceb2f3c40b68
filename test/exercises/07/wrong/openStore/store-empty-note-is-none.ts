/** Takes an empty note for none. */

import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  override get(name: string) {
    return this.notes.get(name)?.length === 0 ? 'none\n' : super.get(name);
  }
}

export const openStore = storeAnswer(Wrong);
