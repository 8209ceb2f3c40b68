/** Compares the port alone. */

import type { Addrinfo } from 'wirebook';
import { LooseQuestion, questionAnswer } from '../../question.ts';

class Wrong extends LooseQuestion {
  override isAnswer(from: Addrinfo | undefined): boolean {
    return from?.ipPort === this.to.ipPort;
  }
}

export const ask = questionAnswer(Wrong);
