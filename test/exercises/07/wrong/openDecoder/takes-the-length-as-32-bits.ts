/** Makes 32 bits of the length before it looks at the limit. */

import { decoderAnswer, Netstrings } from '../../netstrings.ts';

class Wrong extends Netstrings {
  override checkLength(length: number): void {
    super.checkLength(length | 0);
  }
}

export const openDecoder = decoderAnswer(Wrong);
