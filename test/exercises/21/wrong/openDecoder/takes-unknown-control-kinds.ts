/** Takes the kinds 11 to 15. */

import { decoderAnswer, FrameDecoder, type Header } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  override isMalformed(header: Header): boolean {
    return super.isMalformed(header.kind > 10 ? { ...header, kind: 10 } : header);
  }
}

export const openDecoder = decoderAnswer(Wrong);
