/** Waits for the colon behind any number of digits. */

import { decoderAnswer, Netstrings } from '../../netstrings.ts';

class Wrong extends Netstrings {
  override checkDigits(digits: string, isComplete: boolean): void {
    super.checkDigits(digits.slice(0, 10), isComplete);
  }
}

export const openDecoder = decoderAnswer(Wrong);
