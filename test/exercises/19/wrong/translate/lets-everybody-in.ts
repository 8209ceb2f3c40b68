/** Lets in whatever comes to a port with a row. */

import { Translator, translatorAnswer } from '../../translator.ts';

class Wrong extends Translator {
  override mayEnter(): boolean {
    return true;
  }
}

export const translate = translatorAnswer(Wrong);
