/** Waits for another line when the first one is empty. */

import { type Line, LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override lineOf(bytes: Buffer): Line {
    return bytes[0] === 10 ? this.lineOf(bytes.subarray(1)) : super.lineOf(bytes);
  }
}

export const openServer = serverAnswer(Wrong);
