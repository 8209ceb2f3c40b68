/** Lets packets that are dropped keep a row. */

import { type Packet, type Row, Translator, translatorAnswer } from '../../translator.ts';

class Wrong extends Translator {
  override mayEnter(row: Row, packet: Packet): boolean {
    this.touch(row, packet);
    return super.mayEnter(row, packet);
  }
}

export const translate = translatorAnswer(Wrong);
