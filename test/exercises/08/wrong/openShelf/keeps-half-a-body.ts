/** Keeps what came of a body that was cut off. */

import type { BufferedReader } from 'wirebook';
import type { ReadHead } from '../../heads.ts';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override async counted(reader: BufferedReader, size: number, head: ReadHead): Promise<Buffer> {
    try {
      return await super.counted(reader, size, head);
    } catch (error) {
      if (head.method === 'PUT')
        this.put(head.target, { content: reader.buffered, type: undefined });
      throw error;
    }
  }
}

export const openShelf = shelfAnswer(Wrong);
