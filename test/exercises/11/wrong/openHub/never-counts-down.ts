/** Counts what it has sent as if it still waited. */

import { Hub, hubAnswer, type Member } from '../../hub.ts';

class Wrong extends Hub {
  override async send(member: Member): Promise<void> {
    const { waiting } = member;
    await super.send(member);
    member.waiting += waiting;
  }
}

export const openHub = hubAnswer(Wrong);
