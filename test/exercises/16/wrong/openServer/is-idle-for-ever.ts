/** Takes a connection for idle from its first answer on. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override begins(): void {}
}

export const openServer = serverAnswer(Wrong);
