/** Sends the block again for each acknowledgment of another. */

import { FileServer, fileAnswer } from '../../file-server.ts';

class Wrong extends FileServer {
  override isStale(reply: Buffer): boolean {
    return reply[1] === 4;
  }
}

export const openFileServer = fileAnswer(Wrong);
