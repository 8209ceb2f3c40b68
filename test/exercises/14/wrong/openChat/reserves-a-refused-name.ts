/** Takes a name from its member when one that was refused leaves. */

import { Chat, chatAnswer, type Member } from '../../chat.ts';

class Wrong extends Chat {
  override isFree(name: string): boolean | Promise<boolean> {
    const isFree = super.isFree(name);
    if (!isFree) this.tried = name;
    return isFree;
  }
  tried = '';
  override drop(member: Member): void {
    if (member.name === '' && this.members.delete(this.tried)) this.tried = '';
    super.drop(member);
  }
}

export const openChat = chatAnswer(Wrong);
