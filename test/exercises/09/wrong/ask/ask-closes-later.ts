/** Closes its socket a moment later. */

import { Question, questionAnswer } from '../../question.ts';

class Wrong extends Question {
  override close(): void {
    setTimeout(() => super.close(), 100);
  }
}

export const ask = questionAnswer(Wrong);
