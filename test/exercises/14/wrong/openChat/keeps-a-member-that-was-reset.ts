/** Takes a reset for nothing. */

import { Chat, chatAnswer, type Member } from '../../chat.ts';

class Wrong extends Chat {
  override lost(member: Member): void {
    this.closeSocket(member.socket);
  }
}

export const openChat = chatAnswer(Wrong);
