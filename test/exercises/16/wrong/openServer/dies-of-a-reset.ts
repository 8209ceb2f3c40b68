/** Ends when a client is reset. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override lost(): void {
    this.server.close();
    for (const client of this.clients) client.close();
  }
}

export const openServer = serverAnswer(Wrong);
