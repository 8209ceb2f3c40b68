/** Counts the datagrams that were sent again in the whole file. */

import type { UdpSocket } from 'wirebook';
import { FileServer, fileAnswer } from '../../file-server.ts';

class Wrong extends FileServer {
  #again = 0;

  override async sendBlock(socket: UdpSocket, number: number, block: Uint8Array): Promise<void> {
    await super.sendBlock(socket, number, block);
  }

  override timeout(attempt: number): number {
    if (attempt > 1) this.#again += 1;
    if (this.#again >= this.patience.attempts - 1) throw new Error('Too many losses');
    return super.timeout(attempt);
  }
}

export const openFileServer = fileAnswer(Wrong);
