/** Takes a client off its list, and leaves it connected. */

import { Hub, hubAnswer, type Member } from '../../hub.ts';

const kept: Member[] = [];

class Wrong extends Hub {
  override overflow(member: Member): void {
    this.members.delete(member);
    kept.push(member);
  }
}

export const openHub = hubAnswer(Wrong);
