/** Takes every error for a wrong host. */

import { Asker, askAnswer } from '../../asker.ts';

class Wrong extends Asker {
  override translate(): Error {
    return new Error('wrong host');
  }
}

export const ask = askAnswer(Wrong);
