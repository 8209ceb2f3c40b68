/** Takes one line of each piece. */

import { Hub, hubAnswer, type Member } from '../../hub.ts';

class Wrong extends Hub {
  override async take(member: Member, piece: Buffer): Promise<void> {
    member.rest = Buffer.concat([member.rest, piece]);
    const end = member.rest.indexOf('\n');
    if (end < 0) return;
    const line = member.rest.subarray(0, end + 1);
    member.rest = member.rest.subarray(end + 1);
    await this.pass(line, member);
  }
}

export const openHub = hubAnswer(Wrong);
