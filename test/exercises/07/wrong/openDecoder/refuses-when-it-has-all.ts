/** Looks at the limit when the message has come. */

import { decoderAnswer, Netstrings } from '../../netstrings.ts';

class Wrong extends Netstrings {
  override checkLength(): void {}

  override push(piece: Uint8Array): Uint8Array[] {
    const messages = super.push(piece);
    for (const { length } of messages) super.checkLength(length);
    return messages;
  }
}

export const openDecoder = decoderAnswer(Wrong);
