/** Ends a row when exactly idle milliseconds have passed. */

import { type Row, Translator, translatorAnswer } from '../../translator.ts';

class Wrong extends Translator {
  override isOver(row: Row, at: number): boolean {
    return at - row.last >= this.settings.idle;
  }
}

export const translate = translatorAnswer(Wrong);
