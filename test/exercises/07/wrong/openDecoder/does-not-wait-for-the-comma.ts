/** Takes a message for whole when its comma has not come. */

import { decoderAnswer, Netstrings } from '../../netstrings.ts';

class Wrong extends Netstrings {
  override isWhole(end: number): boolean {
    return this.rest.length >= end;
  }

  override checkMark(byte: number | undefined): void {
    if (byte !== undefined) super.checkMark(byte);
  }
}

export const openDecoder = decoderAnswer(Wrong);
