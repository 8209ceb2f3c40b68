/** Fails with an error that has no code. */

import { Question, questionAnswer } from '../question.ts';

export { openFileServer, openTimeServer } from '../right/plain.ts';

class Wrong extends Question {
  override failure(error: unknown): unknown {
    return this.isSilence(error) ? new Error('No answer') : error;
  }
}

export const ask = questionAnswer(Wrong);
