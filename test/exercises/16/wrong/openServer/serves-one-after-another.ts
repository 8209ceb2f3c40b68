/** Serves one client after another. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async welcome(client: TcpSocket): Promise<void> {
    await this.attend(client);
  }
}

export const openServer = serverAnswer(Wrong);
