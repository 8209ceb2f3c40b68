/** Returns pings between fragments after their message. */

import { decoderAnswer, FrameDecoder, type Header, type Message } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  #held: Message[] = [];

  override take(header: Header, content: Buffer, found: Message[]): void {
    if (header.kind > 8 && this.kind !== 0) this.#held.push({ kind: header.kind, content });
    else super.take(header, content, found);
    if (this.kind === 0) found.push(...this.#held.splice(0));
  }
}

export const openDecoder = decoderAnswer(Wrong);
