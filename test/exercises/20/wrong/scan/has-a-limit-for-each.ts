/** Takes the limit for that of an attempt. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override left(): number {
    return this.limits.limit;
  }
}

export const scan = scannerAnswer(Wrong);
