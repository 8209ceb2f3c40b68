/** Passes on what a client has sent behind its last newline. */

import { Hub, hubAnswer, type Member } from '../../hub.ts';

class Wrong extends Hub {
  override async atEnd(member: Member): Promise<void> {
    if (member.rest.length > 0) await this.pass(member.rest, member);
  }
}

export const openHub = hubAnswer(Wrong);
