/** Writes a length of 125 in two bytes. */

import { encoderAnswer, FrameEncoder } from '../../frames.ts';

class Wrong extends FrameEncoder {
  override leastOfTwo(): number {
    return 125;
  }
}

export const encodeFrame = encoderAnswer(Wrong);
