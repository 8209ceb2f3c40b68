/** Lets in what any sender has asked for. */

import { type Packet, type Row, Translator, translatorAnswer } from '../../translator.ts';

class Wrong extends Translator {
  override mayEnter(_row: Row, { from }: Packet): boolean {
    return this.rows.values().some(({ peers }) => peers.has(from));
  }
}

export const translate = translatorAnswer(Wrong);
