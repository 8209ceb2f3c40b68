/** Waits as long each time. */

import { Question, questionAnswer } from '../question.ts';

export { openFileServer, openTimeServer } from '../right/plain.ts';

class Wrong extends Question {
  override timeout(): number {
    return this.patience.wait;
  }
}

export const ask = questionAnswer(Wrong);
