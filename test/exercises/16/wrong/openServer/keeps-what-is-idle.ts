/** Waits for idle connections. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override closeIdle(): void {}
}

export const openServer = serverAnswer(Wrong);
