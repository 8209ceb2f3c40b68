/** Waits for twice the limit. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override wait(limit: number): Promise<void> {
    return super.wait(2 * limit);
  }
}

export const openServer = serverAnswer(Wrong);
