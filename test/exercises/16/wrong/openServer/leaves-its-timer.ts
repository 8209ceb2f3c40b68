/** Lets the timer of the limit run on. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async wait(limit: number): Promise<void> {
    if (this.clients.size === 0) return;
    setTimeout(() => this.empty.resolve(), limit);
    await this.empty.promise;
  }
}

export const openServer = serverAnswer(Wrong);
