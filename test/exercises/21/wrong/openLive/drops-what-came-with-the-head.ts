/** Forgets bytes that came behind the head. */

import { liveAnswer, PushServer } from '../../live.ts';

class Wrong extends PushServer {
  override behind(): Buffer {
    return Buffer.alloc(0);
  }
}

export const openLive = liveAnswer(Wrong);
