/** Gives the newline to answer as well. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override reply(client: TcpSocket, line: Buffer): Promise<void> {
    return super.reply(client, Buffer.from(`${line}\n`));
  }
}

export const openServer = serverAnswer(Wrong);
