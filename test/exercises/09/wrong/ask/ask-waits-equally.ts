/** Waits as long each time. */

import { Question, questionAnswer } from '../../question.ts';

class Wrong extends Question {
  override timeout(): number {
    return this.patience.wait;
  }
}

export const ask = questionAnswer(Wrong);
