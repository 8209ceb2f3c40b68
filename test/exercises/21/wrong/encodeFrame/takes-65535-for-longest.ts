/** Writes a length of 65535 in eight bytes. */

import { encoderAnswer, FrameEncoder } from '../../frames.ts';

class Wrong extends FrameEncoder {
  override mostOfTwo(): number {
    return 65_534;
  }
}

export const encodeFrame = encoderAnswer(Wrong);
