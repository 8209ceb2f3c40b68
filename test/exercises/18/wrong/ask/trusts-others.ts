/** Trusts the authorities of Node, and not the one that was given. */

import type { ConnectionOptions } from 'node:tls';
import type { Place } from '../../asker.ts';
import { Asker, askAnswer } from '../../asker.ts';

class Wrong extends Asker {
  override options({ host, port, name }: Place): ConnectionOptions {
    return { host, port, servername: name };
  }
}

export const ask = askAnswer(Wrong);
