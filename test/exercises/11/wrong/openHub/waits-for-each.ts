/** Sends to one after the other, and waits for each. */

import { Hub, hubAnswer, type Member } from '../../hub.ts';

class Wrong extends Hub {
  override async pass(line: Buffer, sender: Member): Promise<void> {
    for (const other of this.members) {
      if (other !== sender) await other.socket.sendAll(line).catch(() => {});
    }
  }
}

export const openHub = hubAnswer(Wrong);
