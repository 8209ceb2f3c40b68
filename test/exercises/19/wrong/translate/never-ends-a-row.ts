/** Never ends a row. */

import { Translator, translatorAnswer } from '../../translator.ts';

class Wrong extends Translator {
  override isOver(): boolean {
    return false;
  }
}

export const translate = translatorAnswer(Wrong);
