/** Says what was said before it says welcome. */

import { Chat, chatAnswer, type Member } from '../../chat.ts';

class Wrong extends Chat {
  override welcome(member: Member, name: string): void {
    super.remind(member, 'lobby');
    super.welcome(member, name);
  }
  override remind(member: Member, room: string): void {
    if (member.room !== '') super.remind(member, room);
  }
}

export const openChat = chatAnswer(Wrong);
