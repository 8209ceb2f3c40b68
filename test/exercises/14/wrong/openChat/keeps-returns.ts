/** Keeps the return in front of a newline. */

import { BufferedReader, type Socket } from 'wirebook';
import { Chat, chatAnswer } from '../../chat.ts';

class Wrong extends Chat {
  override reader(socket: Socket): () => Promise<string | undefined> {
    const reader = new BufferedReader(socket);
    return async () => {
      const line = String(await reader.readUntil('\n'));
      return line === '' ? undefined : line.slice(0, -1);
    };
  }
}

export const openChat = chatAnswer(Wrong);
