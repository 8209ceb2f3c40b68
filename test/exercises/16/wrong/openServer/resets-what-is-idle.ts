/** Resets idle connections. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override closeIdle(): void {
    for (const client of [...this.idle]) this.cut(client);
  }
}

export const openServer = serverAnswer(Wrong);
