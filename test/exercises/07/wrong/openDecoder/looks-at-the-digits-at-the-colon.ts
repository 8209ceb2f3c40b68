/** Looks at the digits only when the colon has come. */

import { decoderAnswer, Netstrings } from '../../netstrings.ts';

class Wrong extends Netstrings {
  override checkDigits(digits: string, isComplete: boolean): void {
    if (isComplete) super.checkDigits(digits, isComplete);
  }
}

export const openDecoder = decoderAnswer(Wrong);
