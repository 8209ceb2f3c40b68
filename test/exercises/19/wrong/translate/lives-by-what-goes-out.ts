/** Lets only packets that go out keep a row. */

import { type Packet, type Row, Translator, translatorAnswer } from '../../translator.ts';

class Wrong extends Translator {
  override touch(row: Row, packet: Packet): void {
    if (packet.way === 'out') super.touch(row, packet);
  }
}

export const translate = translatorAnswer(Wrong);
