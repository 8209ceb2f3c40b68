/** Has one byte for the number of a block. */

import { FileServer, fileAnswer } from '../../file-server.ts';

class Wrong extends FileServer {
  override message(code: number, number: number, rest: Uint8Array | string): Buffer {
    return super.message(code, number & 0xff, rest);
  }
}

export const openFileServer = fileAnswer(Wrong);
