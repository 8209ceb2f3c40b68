/** Has a row for each destination of a sender. */

import { type Packet, type Row, Translator, translatorAnswer } from '../../translator.ts';

class Wrong extends Translator {
  override rowOf(packet: Packet): Row | undefined {
    const row = super.rowOf(packet);
    return row?.peers.has(packet.to) ? row : undefined;
  }
}

export const translate = translatorAnswer(Wrong);
