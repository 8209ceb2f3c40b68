/** Returns 0 whatever it had to cut. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override countOf(): number {
    return 0;
  }
}

export const openServer = serverAnswer(Wrong);
