/** Leaves the room although the new one is refused. */

import { Chat, chatAnswer, type Member } from '../../chat.ts';

class Wrong extends Chat {
  override move(member: Member, room: string): void {
    if (!this.isName(room)) this.leave(member);
    super.move(member, room);
  }
}

export const openChat = chatAnswer(Wrong);
