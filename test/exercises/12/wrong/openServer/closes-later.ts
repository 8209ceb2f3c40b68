/** Returns from close() before its sockets are closed. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async close(): Promise<void> {
    setTimeout(() => void super.close(), 300);
  }
}

export const openServer = serverAnswer(Wrong);
