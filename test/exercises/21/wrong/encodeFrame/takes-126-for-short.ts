/** Writes a length of 126 into the second byte. */

import { encoderAnswer, FrameEncoder } from '../../frames.ts';

class Wrong extends FrameEncoder {
  override leastOfTwo(): number {
    return 127;
  }
}

export const encodeFrame = encoderAnswer(Wrong);
