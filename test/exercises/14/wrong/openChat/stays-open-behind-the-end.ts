/** Does not close the connection of one that has left. */

import { Chat, chatAnswer, type Member } from '../../chat.ts';

class Wrong extends Chat {
  override ended(member: Member): void {
    this.members.delete(member.name);
    if (member.name) this.leave(member);
  }
}

export const openChat = chatAnswer(Wrong);
