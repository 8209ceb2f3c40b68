/** Takes frames that are not masked. */

import { decoderAnswer, FrameDecoder, type Header } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  override isMalformed(header: Header): boolean {
    return super.isMalformed({ ...header, isMasked: true });
  }
}

export const openDecoder = decoderAnswer(Wrong);
