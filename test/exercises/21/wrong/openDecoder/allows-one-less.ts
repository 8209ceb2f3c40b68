/** Refuses a message of exactly the limit. */

import { decoderAnswer, FrameDecoder, type Header } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  override isTooLong(header: Header): boolean {
    return super.isTooLong({ ...header, length: header.length + 1 });
  }
}

export const openDecoder = decoderAnswer(Wrong);
