/** Lets in the last peer only. */

import { type Packet, type Row, Translator, translatorAnswer } from '../../translator.ts';

class Wrong extends Translator {
  override notePeer(row: Row, packet: Packet): void {
    row.peers.clear();
    super.notePeer(row, packet);
  }
}

export const translate = translatorAnswer(Wrong);
