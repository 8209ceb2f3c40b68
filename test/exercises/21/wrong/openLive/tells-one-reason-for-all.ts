/** Gives 1002 as the reason for a long text too. */

import type { TcpSocket } from 'wirebook';
import { liveAnswer, PushServer } from '../../live.ts';

class Wrong extends PushServer {
  override async refuse(client: TcpSocket): Promise<void> {
    await super.refuse(client, 1002);
  }
}

export const openLive = liveAnswer(Wrong);
