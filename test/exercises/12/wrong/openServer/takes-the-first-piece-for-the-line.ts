/** Takes what the first recv returns for the whole line. */

import { type Line, LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override lineOf(bytes: Buffer): Line {
    return super.lineOf(bytes) ?? bytes;
  }
}

export const openServer = serverAnswer(Wrong);
