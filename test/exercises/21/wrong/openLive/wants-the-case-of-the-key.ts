/** Finds the key in one case alone. */

import { liveAnswer, PushServer } from '../../live.ts';

class Wrong extends PushServer {
  override keyIn(head: string): string | undefined {
    return /^Sec-WebSocket-Key: (.*)\r$/m.exec(head)?.[1];
  }
}

export const openLive = liveAnswer(Wrong);
