/** Counts all bytes of the stream at its end. */

import { decoderAnswer, Netstrings } from '../../netstrings.ts';

class Wrong extends Netstrings {
  all = 0;

  override push(piece: Uint8Array): Uint8Array[] {
    this.all += piece.length;
    return super.push(piece);
  }

  override end(): void {
    if (this.rest.length > 0) throw new Error(`The stream ended after ${this.all} bytes`);
  }
}

export const openDecoder = decoderAnswer(Wrong);
