/** Takes one message of each piece, and leaves the others for later. */

import { decoderAnswer, Netstrings } from '../../netstrings.ts';

class Wrong extends Netstrings {
  override push(piece: Uint8Array): Uint8Array[] {
    const [first, ...others] = super.push(piece);
    const again = others.map((each) =>
      Buffer.concat([Buffer.from(`${each.length}:`), each, Buffer.from(',')]),
    );
    this.rest = Buffer.concat([...again, this.rest]);
    return first ? [first] : [];
  }
}

export const openDecoder = decoderAnswer(Wrong);
