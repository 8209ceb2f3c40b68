/** Leaves out a mask that changes nothing. */

import { encoderAnswer, FrameEncoder } from '../../frames.ts';

class Wrong extends FrameEncoder {
  override encode(kind: number, content: Buffer, mask?: Buffer): Buffer {
    const isZero = mask?.every((byte) => byte === 0);
    return super.encode(kind, content, isZero ? undefined : mask);
  }
}

export const encodeFrame = encoderAnswer(Wrong);
