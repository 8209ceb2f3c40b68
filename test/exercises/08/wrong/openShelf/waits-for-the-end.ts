/** Answers when the client has ended its stream. */

import type { Socket } from 'wirebook';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override async talk(client: Socket): Promise<void> {
    const bytes: Buffer[] = [];
    for await (const piece of client) bytes.push(piece);
    let rest = Buffer.concat(bytes);
    const source = {
      async recv(length: number) {
        const piece = rest.subarray(0, length);
        rest = rest.subarray(length);
        return piece;
      },
      sendAll: (data: Uint8Array | string) => client.sendAll(data),
    };
    await super.talk(source as unknown as Socket);
  }
}

export const openShelf = shelfAnswer(Wrong);
