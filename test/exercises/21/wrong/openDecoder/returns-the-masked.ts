/** Returns the content as it came. */

import { decoderAnswer, FrameDecoder, type Header } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  override unmask({ size, length }: Header): Buffer {
    return this.rest.subarray(size + 4, size + 4 + length);
  }
}

export const openDecoder = decoderAnswer(Wrong);
