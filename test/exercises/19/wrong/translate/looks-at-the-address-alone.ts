/** Lets in whatever comes from the address of a peer, from any port. */

import { type Packet, type Row, Translator, translatorAnswer } from '../../translator.ts';

class Wrong extends Translator {
  override mayEnter(row: Row, { from }: Packet): boolean {
    const [address] = from.split(':');
    return [...row.peers].some((peer) => peer.split(':')[0] === address);
  }
}

export const translate = translatorAnswer(Wrong);
