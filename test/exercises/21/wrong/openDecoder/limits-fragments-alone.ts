/** Holds each fragment against the limit, not their sum. */

import { decoderAnswer, FrameDecoder } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  override before(): number {
    return 0;
  }
}

export const openDecoder = decoderAnswer(Wrong);
