/** Skips empty lines. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async reply(client: TcpSocket, line: Buffer): Promise<void> {
    if (line.length > 0) await super.reply(client, line);
  }
}

export const openServer = serverAnswer(Wrong);
