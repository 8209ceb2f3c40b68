/** Does not look at the reserved bits. */

import { decoderAnswer, FrameDecoder, type Header } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  override isMalformed(header: Header): boolean {
    return super.isMalformed({ ...header, reserved: 0 });
  }
}

export const openDecoder = decoderAnswer(Wrong);
