/** Ends when a client is reset. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override lost(): void {
    void this.close();
  }
}

export const openServer = serverAnswer(Wrong);
