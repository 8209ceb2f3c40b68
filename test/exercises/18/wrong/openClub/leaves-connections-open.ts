/** Does not end the connection behind the answer. */

import type { TLSSocket } from 'node:tls';
import { Club, clubAnswer } from '../../club.ts';

class Wrong extends Club {
  override answer(client: TLSSocket, line: string): void {
    client.write(line);
  }
}

export const openClub = clubAnswer(Wrong);
