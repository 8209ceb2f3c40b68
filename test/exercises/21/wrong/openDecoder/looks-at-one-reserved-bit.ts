/** Looks at the highest reserved bit alone. */

import { decoderAnswer, FrameDecoder, type Header } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  override isMalformed(header: Header): boolean {
    return super.isMalformed({ ...header, reserved: header.reserved & 0x40 });
  }
}

export const openDecoder = decoderAnswer(Wrong);
