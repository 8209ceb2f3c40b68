/** Reports every error as ETIMEDOUT. */

import { Question, questionAnswer } from '../../question.ts';

class Wrong extends Question {
  override failure(error: unknown): unknown {
    return Object.assign(new Error('No answer', { cause: error }), { code: 'ETIMEDOUT' });
  }
}

export const ask = questionAnswer(Wrong);
