/** Waits for the limit in any case. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async wait(limit: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, limit));
  }
}

export const openServer = serverAnswer(Wrong);
