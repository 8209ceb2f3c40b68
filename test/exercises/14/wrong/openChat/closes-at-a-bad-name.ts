/** Lets nobody try a second name. */

import { Chat, chatAnswer, type Member } from '../../chat.ts';

class Wrong extends Chat {
  override async admit(member: Member, next: () => Promise<string | undefined>): Promise<boolean> {
    const name = (await next()) ?? '';
    if (!(await this.isFree(name))) {
      member.outbox.put('* name refused');
      return false;
    }
    this.welcome(member, name);
    return true;
  }
}

export const openChat = chatAnswer(Wrong);
