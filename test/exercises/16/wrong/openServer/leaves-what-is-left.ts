/** Returns at the limit, and leaves the rest open. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override cut(): void {}
}

export const openServer = serverAnswer(Wrong);
