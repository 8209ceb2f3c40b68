/** Takes a client for idle behind each answer, although half of its next line came with the last. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async reply(client: TcpSocket, line: Buffer): Promise<void> {
    await super.reply(client, line);
    this.answered(client);
  }
}

export const openServer = serverAnswer(Wrong);
