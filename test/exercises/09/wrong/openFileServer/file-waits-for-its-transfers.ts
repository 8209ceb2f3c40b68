/** Waits for its transfers when it closes. */

import { FileServer, fileAnswer } from '../../file-server.ts';

class Wrong extends FileServer {
  override async closeTransfers(): Promise<void> {
    await Promise.all(this.transfers);
  }
}

export const openFileServer = fileAnswer(Wrong);
