/** Refuses a request with something behind its mode. */

import { FileServer, fileAnswer } from '../../file-server.ts';

class Wrong extends FileServer {
  override nameOf(request: Buffer): string | undefined {
    const parts = String(request.subarray(2)).split('\0');
    return parts.length === 3 ? super.nameOf(request) : undefined;
  }
}

export const openFileServer = fileAnswer(Wrong);
