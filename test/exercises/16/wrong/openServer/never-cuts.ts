/** Waits without a limit. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async wait(): Promise<void> {
    if (this.clients.size > 0) await this.empty.promise;
  }
}

export const openServer = serverAnswer(Wrong);
