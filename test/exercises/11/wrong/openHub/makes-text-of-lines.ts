/** Makes text of each line. */

import { Hub, hubAnswer, type Member } from '../../hub.ts';

class Wrong extends Hub {
  override give(member: Member, line: Buffer): void {
    super.give(member, Buffer.from(String(line)));
  }
}

export const openHub = hubAnswer(Wrong);
