/** Gives out the least free port always. */

import { Translator, translatorAnswer } from '../../translator.ts';

class Wrong extends Translator {
  override choosePort(): number | undefined {
    return this.leastFree();
  }
}

export const translate = translatorAnswer(Wrong);
