/** Closes a socket only after a transfer that went well. */

import { FileServer, fileAnswer } from '../../file-server.ts';

class Wrong extends FileServer {
  override fail(): void {}
}

export const openFileServer = fileAnswer(Wrong);
