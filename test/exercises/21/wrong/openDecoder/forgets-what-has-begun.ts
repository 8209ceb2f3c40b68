/** Lets a new message take the place of one that has begun. */

import { decoderAnswer, FrameDecoder, type Header } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  override isOutOfPlace(header: Header): boolean {
    if (header.kind === 1 || header.kind === 2) {
      this.kind = 0;
      this.parts = [];
    }
    return super.isOutOfPlace(header);
  }
}

export const openDecoder = decoderAnswer(Wrong);
