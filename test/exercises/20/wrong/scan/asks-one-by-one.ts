/** Has a window of one. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override width(): number {
    return 1;
  }
}

export const scan = scannerAnswer(Wrong);
