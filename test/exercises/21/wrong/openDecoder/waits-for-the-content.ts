/** Looks at the limit when the content is there. */

import { decoderAnswer, FrameDecoder, type Header } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  override isTooLong(header: Header): boolean {
    const isThere = this.rest.length >= header.size + 4 + header.length;
    return isThere && super.isTooLong(header);
  }
}

export const openDecoder = decoderAnswer(Wrong);
