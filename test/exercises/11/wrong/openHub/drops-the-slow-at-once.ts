/** Drops a client for which anything has to wait. */

import { Hub, hubAnswer, type Member } from '../../hub.ts';

class Wrong extends Hub {
  override isFull(member: Member): boolean {
    return member.waiting > 0;
  }
}

export const openHub = hubAnswer(Wrong);
