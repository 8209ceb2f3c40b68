/** Begins no attempt after the limit, and ends none. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override timeout(): number {
    return this.limits.timeout;
  }

  override isKnown(): boolean {
    return true;
  }
}

export const scan = scannerAnswer(Wrong);
