/** Leaves the connection of a client open that has ended. */

import { Hub, hubAnswer, type Member } from '../../hub.ts';

const kept: Member[] = [];

class Wrong extends Hub {
  override ended(member: Member): void {
    this.members.delete(member);
    kept.push(member);
  }
}

export const openHub = hubAnswer(Wrong);
