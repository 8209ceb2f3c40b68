/** Answers a ping by an empty pong. */

import type { TcpSocket } from 'wirebook';
import { liveAnswer, PushServer } from '../../live.ts';

class Wrong extends PushServer {
  override async pong(client: TcpSocket): Promise<void> {
    await super.pong(client, Buffer.alloc(0));
  }
}

export const openLive = liveAnswer(Wrong);
