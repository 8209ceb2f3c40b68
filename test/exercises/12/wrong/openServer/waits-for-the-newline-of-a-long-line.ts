/** Notices that a line is too long when its newline has come. */

import { type Line, LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override lineOf(bytes: Buffer): Line {
    const line = super.lineOf(bytes);
    return bytes.includes(10) ? line : undefined;
  }
}

export const openServer = serverAnswer(Wrong);
