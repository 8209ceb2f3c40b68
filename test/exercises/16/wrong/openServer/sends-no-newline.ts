/** Sends the answer without a newline. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async reply(client: TcpSocket, line: Buffer): Promise<void> {
    await client.sendAll(await this.answer(String(line)));
  }
}

export const openServer = serverAnswer(Wrong);
