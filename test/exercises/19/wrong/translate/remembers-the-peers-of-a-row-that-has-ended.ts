/** Makes a row anew with the peers that it had. */

import { type Packet, type Row, Translator, translatorAnswer } from '../../translator.ts';

class Wrong extends Translator {
  readonly #peers = new Map<string, Set<string>>();
  override openRow(packet: Packet): Row | undefined {
    const row = super.openRow(packet);
    if (row === undefined) return undefined;
    for (const peer of this.#peers.get(packet.from) ?? []) row.peers.add(peer);
    this.#peers.set(packet.from, row.peers);
    return row;
  }
}

export const translate = translatorAnswer(Wrong);
