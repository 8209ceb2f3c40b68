/** Goes on after an error of the client. */

import { FileServer, fileAnswer } from '../file-server.ts';

export { ask, openTimeServer } from '../right/plain.ts';

class Wrong extends FileServer {
  override isError(): boolean {
    return false;
  }
}

export const openFileServer = fileAnswer(Wrong);
