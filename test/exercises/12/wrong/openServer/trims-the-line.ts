/** Takes spaces away at both ends of the line. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override jobOf(line: Buffer): string {
    return String(line).trim();
  }
}

export const openServer = serverAnswer(Wrong);
