/** Cuts lengths that need more than two bytes. */

import { encoderAnswer, FrameEncoder } from '../../frames.ts';

class Wrong extends FrameEncoder {
  override lengthOf(length: number): Buffer {
    return super.lengthOf(length & 0xffff);
  }
}

export const encodeFrame = encoderAnswer(Wrong);
