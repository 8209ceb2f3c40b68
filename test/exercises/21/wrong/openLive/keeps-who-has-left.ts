/** Counts clients that have left. */

import type { TcpSocket } from 'wirebook';
import { liveAnswer, PushServer } from '../../live.ts';

class Wrong extends PushServer {
  override leave(client: TcpSocket): void {
    client.close();
    this.open.delete(client);
  }
}

export const openLive = liveAnswer(Wrong);
