/** Returns the first piece of the answer. */

import { once } from 'node:events';
import type { TLSSocket } from 'node:tls';
import { Asker, askAnswer } from '../../asker.ts';

class Wrong extends Asker {
  override async read(client: TLSSocket): Promise<string> {
    const [piece] = await once(client, 'data');
    return String(piece);
  }
}

export const ask = askAnswer(Wrong);
