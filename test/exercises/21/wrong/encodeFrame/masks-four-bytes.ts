/** Masks no more than four bytes. */

import { encoderAnswer, FrameEncoder } from '../../frames.ts';

class Wrong extends FrameEncoder {
  override place(at: number): number {
    return at;
  }
}

export const encodeFrame = encoderAnswer(Wrong);
