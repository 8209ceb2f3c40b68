/** Has one buffer for the bytes of all clients. */

import type { TcpSocket } from 'wirebook';
import { type Line, LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  #bytes = Buffer.alloc(0);

  override async readLine(client: TcpSocket): Promise<Line> {
    for (;;) {
      const piece = await client.recv();
      if (piece.length === 0) return undefined;
      this.#bytes = Buffer.concat([this.#bytes, piece]);
      const line = this.lineOf(this.#bytes);
      if (line !== undefined) this.#bytes = Buffer.alloc(0);
      if (line !== undefined) return line;
    }
  }
}

export const openServer = serverAnswer(Wrong);
