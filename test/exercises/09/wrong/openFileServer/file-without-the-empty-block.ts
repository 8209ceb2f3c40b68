/** Ends a file of 512 bytes with its first block. */

import { FileServer, fileAnswer } from '../../file-server.ts';

class Wrong extends FileServer {
  override isOver(at: number, file: Uint8Array): boolean {
    return at > 0 ? at >= file.length : false;
  }
}

export const openFileServer = fileAnswer(Wrong);
