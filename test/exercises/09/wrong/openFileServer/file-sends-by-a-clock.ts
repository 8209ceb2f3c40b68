/** Sends a block again by a clock that runs on for a moment. */

import type { UdpSocket } from 'wirebook';
import { FileServer, fileAnswer } from '../../file-server.ts';

class Wrong extends FileServer {
  override async sendBlock(socket: UdpSocket, number: number, block: Uint8Array): Promise<void> {
    await super.sendBlock(socket, number, block);
    setTimeout(() => {
      if (!socket.isClosed) void super.sendBlock(socket, number, block).catch(() => {});
    }, this.patience.wait).unref();
  }

  override timeout(): number {
    return 2 * this.patience.wait;
  }
}

export const openFileServer = fileAnswer(Wrong);
