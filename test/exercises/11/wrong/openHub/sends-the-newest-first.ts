/** Sends the newest of the lines that wait. */

import { Hub, hubAnswer, type Member } from '../../hub.ts';

class Wrong extends Hub {
  override next(member: Member): Buffer | undefined {
    return member.lines.pop();
  }
}

export const openHub = hubAnswer(Wrong);
