/** Does not look at the limit for all. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override left(): number {
    return 60_000;
  }
}

export const scan = scannerAnswer(Wrong);
