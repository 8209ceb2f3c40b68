/** Makes text of each piece, which may end within a character. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async serve(client: TcpSocket): Promise<void> {
    let text = '';
    while (!this.isOver(client)) {
      const piece = await client.recv();
      if (piece.length === 0) return;
      this.begins(client);
      text += piece;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        await this.reply(client, Buffer.from(line));
        if (text === '') this.answered(client);
      }
    }
  }
}

export const openServer = serverAnswer(Wrong);
