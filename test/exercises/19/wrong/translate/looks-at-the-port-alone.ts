/** Takes packets for another address for its own. */

import { type Packet, type Row, Translator, translatorAnswer } from '../../translator.ts';

class Wrong extends Translator {
  override rowAt({ to }: Packet): Row | undefined {
    return this.rows.get(Number(to.split(':')[1]));
  }
}

export const translate = translatorAnswer(Wrong);
