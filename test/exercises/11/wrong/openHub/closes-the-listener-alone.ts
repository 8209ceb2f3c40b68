/** Leaves the clients connected when it is closed. */

import { Hub, hubAnswer } from '../../hub.ts';

class Wrong extends Hub {
  override async close(): Promise<void> {
    this.server.close();
  }
}

export const openHub = hubAnswer(Wrong);
