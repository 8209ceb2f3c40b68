/** Takes the end of the stream for a newline. */

import { type Line, LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override atEnd(bytes: Buffer): Line {
    return bytes.length > 0 ? bytes : undefined;
  }
}

export const openServer = serverAnswer(Wrong);
