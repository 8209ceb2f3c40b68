/** Counts the bytes of the message that have come, without those of its length. */

import { decoderAnswer, Netstrings } from '../../netstrings.ts';

class Wrong extends Netstrings {
  override end(): void {
    if (this.rest.length === 0) return;
    const body = this.rest.subarray(this.rest.indexOf(':') + 1);
    throw new Error(`The stream ended after ${body.length} bytes`);
  }
}

export const openDecoder = decoderAnswer(Wrong);
