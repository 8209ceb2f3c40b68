/** Forgets all notes when a client leaves. */

import type { Socket } from 'wirebook';
import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  override part(client: Socket): void {
    super.part(client);
    this.notes.clear();
  }
}

export const openStore = storeAnswer(Wrong);
