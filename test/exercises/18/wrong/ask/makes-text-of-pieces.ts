/** Makes text of each piece. */

import type { TLSSocket } from 'node:tls';
import { Asker, askAnswer } from '../../asker.ts';

class Wrong extends Asker {
  override async read(client: TLSSocket): Promise<string> {
    const texts: string[] = [];
    for await (const piece of client) texts.push(String(piece));
    return texts.join('');
  }
}

export const ask = askAnswer(Wrong);
