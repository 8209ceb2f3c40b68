/** Reads the lower four of eight bytes. */

import { decoderAnswer, FrameDecoder } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  override wide(): number {
    return this.rest.readUInt32BE(6);
  }
}

export const openDecoder = decoderAnswer(Wrong);
