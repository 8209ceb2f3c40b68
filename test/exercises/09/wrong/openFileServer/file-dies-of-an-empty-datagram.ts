/** Ends with the first datagram that is too short. */

import type { Addrinfo } from 'wirebook';
import { FileServer, fileAnswer } from '../../file-server.ts';

class Wrong extends FileServer {
  override async welcome(request: Buffer, client: Addrinfo): Promise<void> {
    request.readUInt16BE();
    await super.welcome(request, client);
  }
}

export const openFileServer = fileAnswer(Wrong);
