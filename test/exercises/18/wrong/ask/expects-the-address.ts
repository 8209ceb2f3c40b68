/** Expects a certificate for the address. */

import type { ConnectionOptions } from 'node:tls';
import type { Place } from '../../asker.ts';
import { Asker, askAnswer } from '../../asker.ts';

class Wrong extends Asker {
  override options({ host, port }: Place, ca: string): ConnectionOptions {
    return { host, port, ca };
  }
}

export const ask = askAnswer(Wrong);
