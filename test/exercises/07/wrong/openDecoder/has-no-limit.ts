/** Waits for any length that is announced. */

import { decoderAnswer, Netstrings } from '../../netstrings.ts';

class Wrong extends Netstrings {
  override checkLength(): void {}
}

export const openDecoder = decoderAnswer(Wrong);
