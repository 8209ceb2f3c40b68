/** Pushes frames of bytes. */

import { encodeFrame, liveAnswer, PushServer } from '../../live.ts';

class Wrong extends PushServer {
  override frameOf(text: string): Buffer {
    return encodeFrame(2, Buffer.from(text));
  }
}

export const openLive = liveAnswer(Wrong);
