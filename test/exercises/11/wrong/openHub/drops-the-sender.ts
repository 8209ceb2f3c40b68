/** Drops the client that has sent too much for another. */

import { Hub, hubAnswer, type Member } from '../../hub.ts';

class Wrong extends Hub {
  override async pass(line: Buffer, sender: Member): Promise<void> {
    for (const other of this.members) {
      if (other === sender) continue;
      if (this.isFull(other, line)) this.drop(sender);
      else this.give(other, line);
    }
  }
}

export const openHub = hubAnswer(Wrong);
