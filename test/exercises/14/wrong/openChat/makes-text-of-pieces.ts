/** Makes text of pieces, in which a character may be cut. */

import type { Socket } from 'wirebook';
import { Chat, chatAnswer } from '../../chat.ts';

class Wrong extends Chat {
  override reader(socket: Socket): () => Promise<string | undefined> {
    let text = '';
    return async () => {
      while (!text.includes('\n')) {
        const piece = await socket.recv();
        if (piece.length === 0) return undefined;
        text += piece;
      }
      const end = text.indexOf('\n');
      const line = text.slice(0, end).replace(/\r$/, '');
      text = text.slice(end + 1);
      return line;
    };
  }
}

export const openChat = chatAnswer(Wrong);
