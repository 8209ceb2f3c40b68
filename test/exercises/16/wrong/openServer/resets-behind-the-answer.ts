/** Resets each connection behind its last answer. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async reply(client: TcpSocket, line: Buffer): Promise<void> {
    await super.reply(client, line);
    if (this.isDraining) this.cut(client);
  }
}

export const openServer = serverAnswer(Wrong);
