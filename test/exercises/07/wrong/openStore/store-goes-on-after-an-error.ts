/** Says error and goes on with the next line. */

import type { Socket } from 'wirebook';
import { Store, storeAnswer } from '../../store.ts';

class Wrong extends Store {
  override async refuse(client: Socket, error: unknown): Promise<void> {
    await super.refuse(client, error);
    if (error instanceof SyntaxError) await this.talk(client);
  }
}

export const openStore = storeAnswer(Wrong);
