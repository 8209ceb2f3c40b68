/** Takes the kinds 3 to 7. */

import { decoderAnswer, FrameDecoder, type Header } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  override isMalformed(header: Header): boolean {
    const isData = header.kind > 2 && header.kind < 8;
    return super.isMalformed(isData ? { ...header, kind: 2 } : header);
  }
}

export const openDecoder = decoderAnswer(Wrong);
