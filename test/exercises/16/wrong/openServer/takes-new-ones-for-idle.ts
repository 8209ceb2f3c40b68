/** Closes connections on which nothing has come yet. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override came(client: TcpSocket): void {
    this.idle.add(client);
  }
}

export const openServer = serverAnswer(Wrong);
