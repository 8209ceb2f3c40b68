/** Takes every failure of the pool for the same. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async failed(): Promise<string> {
    return 'failed';
  }
}

export const openServer = serverAnswer(Wrong);
