/** Resets each connection behind its answer. */

import { SO_LINGER, SOL_SOCKET, type TcpSocket } from 'wirebook';
import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override end(client: TcpSocket): void {
    if (client.isClosed) return;
    client.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
    client.close();
  }
}

export const takeOver = heirAnswer(Wrong);
