/** Takes every end for one in the middle. */

import { decoderAnswer, Netstrings } from '../../netstrings.ts';

class Wrong extends Netstrings {
  override end(): void {
    throw new Error(`The stream ended after ${this.rest.length} bytes`);
  }
}

export const openDecoder = decoderAnswer(Wrong);
