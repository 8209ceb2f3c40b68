/** Ends every connection when one client is refused. */

import type { Socket } from 'wirebook';
import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  override async refuse(client: Socket, error: unknown): Promise<void> {
    await super.refuse(client, error);
    for (const other of this.clients) other.close();
  }
}

export const openStore = storeAnswer(Wrong);
