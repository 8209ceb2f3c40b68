/** Ends its direction alone, and leaves the socket open. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override done(): void {}
}

export const openServer = serverAnswer(Wrong);
