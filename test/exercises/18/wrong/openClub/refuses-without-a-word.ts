/** Refuses a stranger without a word. */

import type { TLSSocket } from 'node:tls';
import { Club, clubAnswer } from '../../club.ts';

class Wrong extends Club {
  override refuse(client: TLSSocket): void {
    client.destroy();
  }
}

export const openClub = clubAnswer(Wrong);
