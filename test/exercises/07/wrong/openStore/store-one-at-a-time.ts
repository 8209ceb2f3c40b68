/** Serves one client after another. */

import type { Socket } from 'wirebook';
import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  override async welcome(client: Socket): Promise<void> {
    await this.serve(client);
  }
}

export const openStore = storeAnswer(Wrong);
