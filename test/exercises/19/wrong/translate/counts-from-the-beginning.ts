/** Counts from the first packet of a row. */

import { Translator, translatorAnswer } from '../../translator.ts';

class Wrong extends Translator {
  override touch(): void {}
}

export const translate = translatorAnswer(Wrong);
