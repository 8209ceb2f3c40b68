/** Closes the connections whose handshake is over, and no other. */

import type { TLSSocket } from 'node:tls';
import { Club, clubAnswer } from '../../club.ts';

class Wrong extends Club {
  readonly #members = new Set<TLSSocket>();

  override welcome(client: TLSSocket): void {
    this.#members.add(client);
    super.welcome(client);
  }

  override cut(): void {
    for (const client of this.#members) client.destroy();
  }
}

export const openClub = clubAnswer(Wrong);
