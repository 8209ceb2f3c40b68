/** Forgets a piece that is not a whole frame. */

import { decoderAnswer, FrameDecoder, type Message } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  override push(bytes: Buffer): readonly Message[] {
    this.rest = Buffer.alloc(0);
    return super.push(bytes);
  }
}

export const openDecoder = decoderAnswer(Wrong);
