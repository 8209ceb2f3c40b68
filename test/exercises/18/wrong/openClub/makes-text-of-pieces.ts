/** Makes text of each piece. */

import type { TLSSocket } from 'node:tls';
import { Club, clubAnswer } from '../../club.ts';

class Wrong extends Club {
  override serve(client: TLSSocket, name: string): void {
    const texts: string[] = [];
    client.on('data', (piece) => {
      texts.push(String(piece));
      const [line, ...rest] = texts.join('').split('\n');
      if (rest.length > 0) client.end(`${name}: ${line}\n`);
    });
  }
}

export const openClub = clubAnswer(Wrong);
