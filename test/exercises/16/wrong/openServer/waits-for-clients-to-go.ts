/** Keeps connections that were answered while it drains. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override isOver(): boolean {
    return false;
  }
}

export const openServer = serverAnswer(Wrong);
