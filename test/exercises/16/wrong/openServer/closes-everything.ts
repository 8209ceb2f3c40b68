/** Closes all connections at once. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override closeIdle(): void {
    for (const client of [...this.clients]) this.hasLeft(client);
  }
}

export const openServer = serverAnswer(Wrong);
