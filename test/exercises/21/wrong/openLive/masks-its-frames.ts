/** Masks what it pushes. */

import { encodeFrame, liveAnswer, PushServer } from '../../live.ts';

class Wrong extends PushServer {
  override frameOf(text: string): Buffer {
    return encodeFrame(1, Buffer.from(text), Buffer.from('01020304', 'hex'));
  }
}

export const openLive = liveAnswer(Wrong);
