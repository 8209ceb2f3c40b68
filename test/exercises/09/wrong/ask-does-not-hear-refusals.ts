/** Is not connected, and so does not hear that nobody listens. */

import { LooseQuestion, questionAnswer } from '../question.ts';

export { openFileServer, openTimeServer } from '../right/plain.ts';

class Wrong extends LooseQuestion {
  override left(deadline: number): number {
    return deadline - performance.now();
  }
}

export const ask = questionAnswer(Wrong);
