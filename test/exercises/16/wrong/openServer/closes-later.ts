/** Returns before what is left is closed. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override cut(client: TcpSocket): void {
    const cut = () => super.cut(client);
    setTimeout(() => {
      if (!client.isClosed) cut();
    }, 50);
  }
}

export const openServer = serverAnswer(Wrong);
