/** Sends errors from the port at which it listens. */

import type { Addrinfo, UdpSocket } from 'wirebook';
import { FileServer, fileAnswer } from '../../file-server.ts';

class Wrong extends FileServer {
  override async refuse(_socket: UdpSocket, code: number, client: Addrinfo): Promise<void> {
    await this.listener.sendTo(this.error(code), client);
  }
}

export const openFileServer = fileAnswer(Wrong);
