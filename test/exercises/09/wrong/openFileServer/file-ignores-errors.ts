/** Goes on after an error of the client. */

import { FileServer, fileAnswer } from '../../file-server.ts';

class Wrong extends FileServer {
  override isError(): boolean {
    return false;
  }
}

export const openFileServer = fileAnswer(Wrong);
