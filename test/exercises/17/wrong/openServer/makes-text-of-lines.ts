/** Makes text of the bytes. */

import type { TcpSocket } from 'wirebook';
import { GuardedServer, serverAnswer } from '../../guarded.ts';

class Wrong extends GuardedServer {
  override async reply(client: TcpSocket, line: Buffer): Promise<void> {
    await client.sendAll(`${String(line).trimEnd()}\n`);
  }
}

export const openServer = serverAnswer(Wrong);
