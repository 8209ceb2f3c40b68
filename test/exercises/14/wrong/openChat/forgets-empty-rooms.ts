/** Forgets what was said when the last member has gone. */

import { Chat, chatAnswer, type Member } from '../../chat.ts';

class Wrong extends Chat {
  override leave(member: Member): void {
    super.leave(member);
    if (![...this.members.values()].some((other) => this.hears(other, member)))
      this.said.delete(member.room);
  }
}

export const openChat = chatAnswer(Wrong);
