/** Ends its connections with a reset. */

import { SO_LINGER, SOL_SOCKET, type Socket } from 'wirebook';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override part(client: Socket): void {
    if (!client.isClosed) client.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
    super.part(client);
  }
}

export const openShelf = shelfAnswer(Wrong);
