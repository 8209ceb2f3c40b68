/** Closes its listener, and no connection. */

import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  override async close(): Promise<void> {
    this.server.close();
  }
}

export const openStore = storeAnswer(Wrong);
