/** Sends the mask, and the content as it is. */

import { encoderAnswer, FrameEncoder } from '../../frames.ts';

class Wrong extends FrameEncoder {
  override masked(content: Buffer, _mask: Buffer): Buffer {
    return content;
  }
}

export const encodeFrame = encoderAnswer(Wrong);
