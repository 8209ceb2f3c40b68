/** Closes what is left in order, as if all had been said. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override cut(client: TcpSocket): void {
    this.hasLeft(client);
  }
}

export const openServer = serverAnswer(Wrong);
