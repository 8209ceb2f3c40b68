/** Goes on after a close. */

import { decoderAnswer, FrameDecoder } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  override close(): void {
    this.parts = [];
  }
}

export const openDecoder = decoderAnswer(Wrong);
