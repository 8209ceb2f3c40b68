/** Serves the next client when the one before has its file. */

import type { Addrinfo } from 'wirebook';
import { FileServer, fileAnswer } from '../../file-server.ts';

class Wrong extends FileServer {
  override async welcome(request: Buffer, client: Addrinfo): Promise<void> {
    await super.welcome(request, client);
    await Promise.all(this.transfers);
  }
}

export const openFileServer = fileAnswer(Wrong);
