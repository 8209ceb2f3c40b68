/** Counts lines where the limit counts bytes. */

import { Hub, hubAnswer, type Member } from '../../hub.ts';

class Wrong extends Hub {
  override isFull(member: Member): boolean {
    return member.lines.length >= this.limit;
  }
}

export const openHub = hubAnswer(Wrong);
