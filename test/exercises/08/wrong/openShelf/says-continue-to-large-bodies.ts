/** Tells a client to send what it will refuse. */

import type { BufferedReader, Socket } from 'wirebook';
import type { ReadHead } from '../../heads.ts';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override async body(client: Socket, reader: BufferedReader, head: ReadHead): Promise<Buffer> {
    if (this.expects(head)) await client.sendAll('HTTP/1.1 100 Continue\r\n\r\n');
    return await super.body(client, reader, { ...head, fields: {} });
  }
}

export const openShelf = shelfAnswer(Wrong);
