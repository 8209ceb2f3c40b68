/** Takes spaces of the answer away. */

import { Question, questionAnswer } from '../../question.ts';

class Wrong extends Question {
  override text(answer: Buffer): string {
    return String(answer).trim();
  }
}

export const ask = questionAnswer(Wrong);
