/** Answers a close by an empty one. */

import type { TcpSocket } from 'wirebook';
import { liveAnswer, PushServer } from '../../live.ts';

class Wrong extends PushServer {
  override async answerClose(client: TcpSocket): Promise<void> {
    await super.answerClose(client, Buffer.alloc(0));
  }
}

export const openLive = liveAnswer(Wrong);
