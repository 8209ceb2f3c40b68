/** Leaves the mask out. */

import { encoderAnswer, FrameEncoder } from '../../frames.ts';

class Wrong extends FrameEncoder {
  override shownMask(_mask: Buffer): Buffer {
    return Buffer.alloc(0);
  }
}

export const encodeFrame = encoderAnswer(Wrong);
