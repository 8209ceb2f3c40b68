/** Tells a client to go on when it has. */

import type { BufferedReader, Socket } from 'wirebook';
import type { ReadHead } from '../../heads.ts';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override async body(client: Socket, reader: BufferedReader, head: ReadHead): Promise<Buffer> {
    const content = await super.body(client, reader, { ...head, fields: {} });
    if (this.expects(head)) await client.sendAll('HTTP/1.1 100 Continue\r\n\r\n');
    return content;
  }
}

export const openShelf = shelfAnswer(Wrong);
