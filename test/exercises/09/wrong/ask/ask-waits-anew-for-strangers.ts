/** Begins to wait anew with each datagram of a stranger. */

import { LooseQuestion, questionAnswer } from '../../question.ts';

class Wrong extends LooseQuestion {
  override left(_deadline: number, timeout: number): number {
    return timeout;
  }
}

export const ask = questionAnswer(Wrong);
