/** Ends every line by a newline alone. */

import { Hub, hubAnswer, type Member } from '../../hub.ts';

class Wrong extends Hub {
  override async pass(line: Buffer, sender: Member): Promise<void> {
    await super.pass(Buffer.from(line.toString('latin1').replace('\r\n', '\n'), 'latin1'), sender);
  }
}

export const openHub = hubAnswer(Wrong);
