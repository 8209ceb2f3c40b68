/** Takes everything for a length that Number takes. */

import { decoderAnswer, Netstrings } from '../../netstrings.ts';

class Wrong extends Netstrings {
  override checkDigits(digits: string): void {
    if (Number.isNaN(Number(digits)) || digits.length > 10) throw new Error('Not a length');
  }
}

export const openDecoder = decoderAnswer(Wrong);
