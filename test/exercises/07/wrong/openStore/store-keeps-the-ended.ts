/** Does not close the connection of a client that has ended. */

import type { Socket } from 'wirebook';
import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  override part(client: Socket): void {
    try {
      client.closeWrite();
    } catch {
      // The client has gone.
    }
  }
}

export const openStore = storeAnswer(Wrong);
