/** Counts pings for the limit. */

import { decoderAnswer, FrameDecoder, type Header } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  override isTooLong(header: Header): boolean {
    return this.before() + header.length > this.limit;
  }
}

export const openDecoder = decoderAnswer(Wrong);
