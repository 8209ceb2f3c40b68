/** Masks, and does not say so. */

import { encoderAnswer, FrameEncoder } from '../../frames.ts';

class Wrong extends FrameEncoder {
  override maskBit(): number {
    return 0;
  }
}

export const encodeFrame = encoderAnswer(Wrong);
