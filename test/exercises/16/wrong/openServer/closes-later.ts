/** Returns before what is left is closed. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override cut(client: TcpSocket): void {
    setTimeout(() => super.cut(client), 50);
  }
}

export const openServer = serverAnswer(Wrong);
