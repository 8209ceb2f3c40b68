/** Takes a request for whole when its name is. */

import { FileServer, fileAnswer } from '../../file-server.ts';

class Wrong extends FileServer {
  override nameOf(request: Buffer): string | undefined {
    const [name = '', ...rest] = String(request.subarray(2)).split('\0');
    return this.isRead(request) && rest.length > 0 ? name : undefined;
  }
}

export const openFileServer = fileAnswer(Wrong);
