/** Takes the end of the stream for the last chunk. */

import type { BufferedReader } from 'wirebook';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override async chunks(reader: BufferedReader): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for (;;) {
      const line = String(await reader.readUntil('\r\n'));
      const size = line.endsWith('\r\n') ? this.chunkSize(line.trimEnd()) : 0;
      this.checkSize(size + Buffer.concat(chunks).length);
      chunks.push(Buffer.from(await reader.readExact(size)));
      if (line.endsWith('\r\n')) await this.chunkEnd(reader, size);
      if (size === 0) return Buffer.concat(chunks);
    }
  }
}

export const openShelf = shelfAnswer(Wrong);
