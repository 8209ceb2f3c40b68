/** Is not connected, and so does not hear that nobody listens. */

import { LooseQuestion, questionAnswer } from '../../question.ts';

class Wrong extends LooseQuestion {
  override left(deadline: number): number {
    return deadline - performance.now();
  }
}

export const ask = questionAnswer(Wrong);
