/** Adds what Node says to the message. */

import { Asker, askAnswer } from '../../asker.ts';

class Wrong extends Asker {
  override translate(error: Error): Error {
    const { message } = super.translate(error);
    return new Error(message === error.message ? message : `${message}: ${error.message}`);
  }
}

export const ask = askAnswer(Wrong);
