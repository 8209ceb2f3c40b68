/** Writes the bytes of a length the other way round. */

import { encoderAnswer, FrameEncoder } from '../../frames.ts';

class Wrong extends FrameEncoder {
  override lengthOf(length: number): Buffer {
    const bytes = super.lengthOf(length);
    return Buffer.concat([bytes.subarray(0, 1), Buffer.from(bytes.subarray(1)).reverse()]);
  }
}

export const encodeFrame = encoderAnswer(Wrong);
