/** Refuses a stranger only when he has sent something. */

import type { TLSSocket } from 'node:tls';
import { Club, clubAnswer } from '../../club.ts';

class Wrong extends Club {
  override refuse(client: TLSSocket): void {
    client.once('data', () => super.refuse(client));
  }
}

export const openClub = clubAnswer(Wrong);
