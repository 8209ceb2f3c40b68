/** Takes the bytes of the mask the other way round. */

import { encoderAnswer, FrameEncoder } from '../../frames.ts';

class Wrong extends FrameEncoder {
  override place(at: number): number {
    return 3 - (at % 4);
  }
}

export const encodeFrame = encoderAnswer(Wrong);
