/** Refuses a message of exactly the limit. */

import { decoderAnswer, Netstrings } from '../../netstrings.ts';

class Wrong extends Netstrings {
  override checkLength(length: number): void {
    super.checkLength(length + 1);
  }
}

export const openDecoder = decoderAnswer(Wrong);
