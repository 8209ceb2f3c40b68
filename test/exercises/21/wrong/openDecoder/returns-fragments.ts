/** Returns each fragment as a message. */

import { decoderAnswer, FrameDecoder, type Header, type Message } from '../../decoder.ts';

class Wrong extends FrameDecoder {
  override take(header: Header, content: Buffer, found: Message[]): void {
    super.take(header, content, found);
    if (header.kind < 8 && !header.isLast) found.push({ kind: this.kind, content });
  }
}

export const openDecoder = decoderAnswer(Wrong);
