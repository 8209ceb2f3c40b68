/** Serves two clients, and refuses more. */

import { Hub, hubAnswer, type Member } from '../../hub.ts';

class Wrong extends Hub {
  override async attend(member: Member): Promise<void> {
    if (this.members.size > 2) this.drop(member);
    else await super.attend(member);
  }
}

export const openHub = hubAnswer(Wrong);
