/** Takes a length that begins with zeros. */

import { decoderAnswer, Netstrings } from '../../netstrings.ts';

class Wrong extends Netstrings {
  override checkDigits(digits: string, isComplete: boolean): void {
    super.checkDigits(digits.replace(/^0+(?=[0-9])/, ''), isComplete);
  }
}

export const openDecoder = decoderAnswer(Wrong);
