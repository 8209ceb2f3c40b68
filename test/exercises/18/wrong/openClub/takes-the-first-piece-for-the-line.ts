/** Takes the first piece for the line. */

import type { TLSSocket } from 'node:tls';
import { Club, clubAnswer } from '../../club.ts';

class Wrong extends Club {
  override serve(client: TLSSocket, name: string): void {
    client.once('data', (piece) => client.resume().end(`${name}: ${String(piece).trimEnd()}\n`));
  }
}

export const openClub = clubAnswer(Wrong);
