/** Takes pings of more than 125 bytes. */

import { decoderAnswer, FrameDecoder, type Header } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  override isBadControl(header: Header): boolean {
    return super.isBadControl({ ...header, length: 0 });
  }
}

export const openDecoder = decoderAnswer(Wrong);
