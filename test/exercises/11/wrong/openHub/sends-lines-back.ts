/** Passes a line to its sender too. */

import { Hub, hubAnswer } from '../../hub.ts';

class Wrong extends Hub {
  override async pass(line: Buffer): Promise<void> {
    for (const member of this.members) this.give(member, line);
  }
}

export const openHub = hubAnswer(Wrong);
