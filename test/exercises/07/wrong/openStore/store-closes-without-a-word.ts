/** Ends a connection without saying error. */

import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  override async refuse(): Promise<void> {}
}

export const openStore = storeAnswer(Wrong);
