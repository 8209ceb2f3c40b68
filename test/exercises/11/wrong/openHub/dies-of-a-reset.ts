/** Ends for all when one client is reset. */

import { Hub, hubAnswer } from '../../hub.ts';

class Wrong extends Hub {
  override lost(): void {
    void this.close();
  }
}

export const openHub = hubAnswer(Wrong);
