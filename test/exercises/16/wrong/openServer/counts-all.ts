/** Counts all connections that it had. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  #all = 0;

  override closeIdle(): void {
    this.#all = this.clients.size;
    super.closeIdle();
  }

  override countOf(): number {
    return this.#all;
  }
}

export const openServer = serverAnswer(Wrong);
