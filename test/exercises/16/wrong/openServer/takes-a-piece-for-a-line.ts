/** Takes each piece for a line. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async serve(client: TcpSocket): Promise<void> {
    while (!this.isOver(client)) {
      const piece = await client.recv();
      if (piece.length === 0) return;
      this.begins(client);
      await this.reply(client, Buffer.from(String(piece).trimEnd()));
      this.answered(client);
    }
  }
}

export const openServer = serverAnswer(Wrong);
