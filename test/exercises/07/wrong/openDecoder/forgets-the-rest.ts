/** Begins anew with each piece. */

import { decoderAnswer, Netstrings } from '../../netstrings.ts';

class Wrong extends Netstrings {
  override push(piece: Uint8Array): Uint8Array[] {
    this.rest = Buffer.alloc(0);
    return super.push(piece);
  }
}

export const openDecoder = decoderAnswer(Wrong);
