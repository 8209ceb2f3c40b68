/** Takes a fragment without a beginning. */

import { decoderAnswer, FrameDecoder, type Header } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  override isOutOfPlace(header: Header): boolean {
    return header.kind !== 0 && super.isOutOfPlace(header);
  }
}

export const openDecoder = decoderAnswer(Wrong);
