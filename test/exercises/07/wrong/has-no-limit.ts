/** Waits for any length that is announced. */

import { decoderAnswer, Netstrings } from '../netstrings.ts';

export { encode, openStore } from '../right/plain.ts';

class Wrong extends Netstrings {
  override checkLength(): void {}
}

export const openDecoder = decoderAnswer(Wrong);
