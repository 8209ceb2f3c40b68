/** Passes on no empty line. */

import { Hub, hubAnswer, type Member } from '../../hub.ts';

class Wrong extends Hub {
  override async pass(line: Buffer, sender: Member): Promise<void> {
    if (line.length > 1) await super.pass(line, sender);
  }
}

export const openHub = hubAnswer(Wrong);
