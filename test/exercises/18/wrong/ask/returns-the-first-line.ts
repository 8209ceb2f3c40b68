/** Returns the first line of the answer. */

import type { TLSSocket } from 'node:tls';
import { Asker, askAnswer } from '../../asker.ts';

class Wrong extends Asker {
  override async read(client: TLSSocket): Promise<string> {
    const text = await super.read(client);
    return text.slice(0, text.indexOf('\n') + 1);
  }
}

export const ask = askAnswer(Wrong);
