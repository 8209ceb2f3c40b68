/** Makes text of each piece. */

import { type Connection, Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override async answerOf({ socket }: Connection): Promise<string> {
    let text = '';
    while (!text.includes('\n')) {
      const piece = await socket.recv(65_536);
      if (piece.length === 0) throw new Error('EOF');
      text += String(piece);
    }
    return text.slice(0, text.indexOf('\n'));
  }
}

export const openPool = poolAnswer(Wrong);
