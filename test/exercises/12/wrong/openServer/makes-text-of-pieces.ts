/** Makes text of each piece, where a character may be cut. */

import type { TcpSocket } from 'wirebook';
import { type Line, LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async readLine(client: TcpSocket): Promise<Line> {
    let text = '';
    for (;;) {
      const piece = await client.recv();
      if (piece.length === 0) return undefined;
      text += piece;
      const line = this.lineOf(Buffer.from(text));
      if (line !== undefined) return line;
    }
  }
}

export const openServer = serverAnswer(Wrong);
