/** Keeps the remainder as text, in which half a character is lost. */

import { decoderAnswer, Netstrings } from '../../netstrings.ts';

class Wrong extends Netstrings {
  override push(piece: Uint8Array): Uint8Array[] {
    return super.push(Buffer.from(Buffer.from(piece).toString()));
  }
}

export const openDecoder = decoderAnswer(Wrong);
