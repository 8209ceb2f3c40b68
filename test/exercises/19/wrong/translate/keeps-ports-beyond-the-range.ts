/** Lets a sender have its own port though it is not in the range. */

import { Translator, translatorAnswer } from '../../translator.ts';

class Wrong extends Translator {
  override choosePort(own: number): number | undefined {
    return this.isFree(own) ? own : this.leastFree();
  }
}

export const translate = translatorAnswer(Wrong);
