/** Takes any byte for the comma. */

import { decoderAnswer, Netstrings } from '../../netstrings.ts';

class Wrong extends Netstrings {
  override checkMark(): void {}
}

export const openDecoder = decoderAnswer(Wrong);
