/** Reads a body only where it wants one. */

import type { BufferedReader, Socket } from 'wirebook';
import type { ReadHead } from '../../heads.ts';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override async body(client: Socket, reader: BufferedReader, head: ReadHead): Promise<Buffer> {
    if (head.method !== 'PUT') return Buffer.alloc(0);
    return await super.body(client, reader, head);
  }
}

export const openShelf = shelfAnswer(Wrong);
