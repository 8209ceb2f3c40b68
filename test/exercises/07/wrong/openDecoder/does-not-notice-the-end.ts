/** Takes every end for an orderly one. */

import { decoderAnswer, Netstrings } from '../../netstrings.ts';

class Wrong extends Netstrings {
  override end(): void {}
}

export const openDecoder = decoderAnswer(Wrong);
