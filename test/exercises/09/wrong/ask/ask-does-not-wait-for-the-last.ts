/** Gives up as soon as it has sent its last datagram. */

import { Question, questionAnswer } from '../../question.ts';

class Wrong extends Question {
  override timeout(attempt: number): number {
    return this.isLast(attempt) && attempt > 1 ? -1 : super.timeout(attempt);
  }
}

export const ask = questionAnswer(Wrong);
