/** Takes fragments of pings. */

import { decoderAnswer, FrameDecoder, type Header } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  override isBadControl(header: Header): boolean {
    return super.isBadControl({ ...header, isLast: true });
  }
}

export const openDecoder = decoderAnswer(Wrong);
