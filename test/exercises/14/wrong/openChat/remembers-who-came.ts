/** Remembers who came and went. */

import { Chat, chatAnswer, type Member } from '../../chat.ts';

class Wrong extends Chat {
  override tell(member: Member, text: string): void {
    if (text.startsWith('* ')) this.remember(member.room, text);
    super.tell(member, text);
  }
}

export const openChat = chatAnswer(Wrong);
