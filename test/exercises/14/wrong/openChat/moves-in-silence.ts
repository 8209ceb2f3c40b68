/** Tells the old room nothing of one that goes to another. */

import { Chat, chatAnswer, type Member } from '../../chat.ts';

class Wrong extends Chat {
  override move(member: Member, room: string): void {
    if (!this.isName(room)) {
      member.outbox.put('* room refused');
      return;
    }
    member.outbox.put(`* room ${room}`);
    this.enter(member, room);
  }
}

export const openChat = chatAnswer(Wrong);
