/** Listens at every address of the machine. */

import { FileServer, fileAnswer } from '../../file-server.ts';

class Wrong extends FileServer {
  override address(): string {
    return '0.0.0.0';
  }
}

export const openFileServer = fileAnswer(Wrong);
