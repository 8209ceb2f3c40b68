/** Takes the address in the accept loop, and ends with a client that has gone. */

import type { TcpSocket } from 'wirebook';
import { GuardedServer, serverAnswer } from '../../guarded.ts';

class Wrong extends GuardedServer {
  override async welcome(client: TcpSocket): Promise<void> {
    client.remoteAddress.ipAddress.trim();
    await super.welcome(client);
  }

  override lost(): void {
    this.server.close();
  }
}

export const openServer = serverAnswer(Wrong);
