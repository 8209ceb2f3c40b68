/** Takes any line that begins as the command does for it. */

import { Chat, chatAnswer, type Member } from '../../chat.ts';

class Wrong extends Chat {
  override async hear(member: Member, line: string): Promise<void> {
    if (line.startsWith('/join')) this.move(member, line.slice(5).trim());
    else await super.hear(member, line);
  }
}

export const openChat = chatAnswer(Wrong);
