/** Fails with an error that has no code. */

import { Question, questionAnswer } from '../../question.ts';

class Wrong extends Question {
  override failure(error: unknown): unknown {
    return this.isSilence(error) ? new Error('No answer') : error;
  }
}

export const ask = questionAnswer(Wrong);
