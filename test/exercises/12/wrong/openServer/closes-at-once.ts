/** Closes behind its answer, with bytes of the client unread. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async end(): Promise<void> {}
}

export const openServer = serverAnswer(Wrong);
