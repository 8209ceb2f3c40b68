/** Waits until all have taken a line. */

import { Chat, chatAnswer, type Member } from '../../chat.ts';

class Wrong extends Chat {
  override async say(member: Member, line: string): Promise<void> {
    const text = `${member.name}: ${line}`;
    this.remember(member.room, text);
    const others = [...this.members.values()].filter((other) => this.hears(other, member));
    await Promise.all(others.map(({ socket }) => socket.sendAll(`${text}\n`)));
  }
}

export const openChat = chatAnswer(Wrong);
