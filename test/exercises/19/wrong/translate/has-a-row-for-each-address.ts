/** Has one row for all ports of an address. */

import { type Packet, type Row, Translator, translatorAnswer } from '../../translator.ts';

class Wrong extends Translator {
  override rowOf({ from }: Packet): Row | undefined {
    const [address] = from.split(':');
    return this.rows.values().find(({ inside }) => inside.split(':')[0] === address);
  }
}

export const translate = translatorAnswer(Wrong);
