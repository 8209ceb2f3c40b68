/** Has one buffer for all its clients. */

import type { TLSSocket } from 'node:tls';
import { Club, clubAnswer } from '../../club.ts';

class Wrong extends Club {
  readonly #pieces: Buffer[] = [];

  override serve(client: TLSSocket, name: string): void {
    client.on('data', (piece: Buffer) => {
      this.#pieces.push(piece);
      if (!piece.includes('\n')) return;
      const line = Buffer.concat(this.#pieces.splice(0)).toString().trimEnd();
      client.end(`${name}: ${line}\n`);
    });
  }
}

export const openClub = clubAnswer(Wrong);
