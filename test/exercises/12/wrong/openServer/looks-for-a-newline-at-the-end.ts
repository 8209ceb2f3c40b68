/** Takes a line for complete when a piece ends with its newline. */

import { type Line, LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override lineOf(bytes: Buffer): Line {
    return bytes.at(-1) === 10 || bytes.length >= this.longest ? super.lineOf(bytes) : undefined;
  }
}

export const openServer = serverAnswer(Wrong);
