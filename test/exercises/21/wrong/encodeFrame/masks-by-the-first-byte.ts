/** Combines each byte with the first of the mask. */

import { encoderAnswer, FrameEncoder } from '../../frames.ts';

class Wrong extends FrameEncoder {
  override place(_at: number): number {
    return 0;
  }
}

export const encodeFrame = encoderAnswer(Wrong);
