/** Passes empty lines on. */

import { Chat, chatAnswer, type Member } from '../../chat.ts';

class Wrong extends Chat {
  override async hear(member: Member, line: string): Promise<void> {
    if (line === '') await this.say(member, line);
    else await super.hear(member, line);
  }
}

export const openChat = chatAnswer(Wrong);
