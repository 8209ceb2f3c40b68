/** Reads a chunk as a line. */

import type { BufferedReader } from 'wirebook';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override async chunks(reader: BufferedReader): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for (;;) {
      const size = this.chunkSize(String(await reader.readUntil('\r\n')).trimEnd());
      this.checkSize(size);
      chunks.push((await reader.readUntil('\r\n')).subarray(0, -2));
      if (size === 0) return Buffer.concat(chunks);
    }
  }
}

export const openShelf = shelfAnswer(Wrong);
