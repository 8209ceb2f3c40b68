/** Does not compare the name. */

import type { ConnectionOptions } from 'node:tls';
import type { Place } from '../../asker.ts';
import { Asker, askAnswer } from '../../asker.ts';

class Wrong extends Asker {
  override options(place: Place, ca: string): ConnectionOptions {
    return { ...super.options(place, ca), checkServerIdentity: () => undefined };
  }
}

export const ask = askAnswer(Wrong);
