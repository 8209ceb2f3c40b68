/** Keeps the lengths with the chunks. */

import type { BufferedReader } from 'wirebook';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override async chunks(reader: BufferedReader): Promise<Buffer> {
    const content = await super.chunks(reader);
    return Buffer.concat([Buffer.from(`${content.length.toString(16)}\r\n`), content]);
  }
}

export const openShelf = shelfAnswer(Wrong);
