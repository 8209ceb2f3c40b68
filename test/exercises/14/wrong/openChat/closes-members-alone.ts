/** Leaves clients that have no name. */

import { Chat, chatAnswer } from '../../chat.ts';

class Wrong extends Chat {
  override async close(): Promise<void> {
    this.server.close();
    for (const { socket } of this.members.values()) socket.close();
  }
}

export const openChat = chatAnswer(Wrong);
