/** Empties the place of a thing before its body is there. */

import type { BufferedReader, Socket } from 'wirebook';
import type { ReadHead } from '../../heads.ts';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override async body(client: Socket, reader: BufferedReader, head: ReadHead): Promise<Buffer> {
    const earlier = this.things.get(head.target);
    if (head.method === 'PUT' && earlier) {
      this.things.set(head.target, { content: Buffer.alloc(0), type: undefined });
    }
    return await super.body(client, reader, head);
  }
}

export const openShelf = shelfAnswer(Wrong);
