/** Hides the errors that it does not know. */

import { Asker, askAnswer } from '../../asker.ts';

class Wrong extends Asker {
  override translate(error: Error): Error {
    const known = super.translate(error);
    return known === error ? new Error('something else') : known;
  }
}

export const ask = askAnswer(Wrong);
