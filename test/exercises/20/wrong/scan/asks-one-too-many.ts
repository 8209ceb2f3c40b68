/** Has a window that is too wide by one. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override width(): number {
    return this.limits.window + 1;
  }
}

export const scan = scannerAnswer(Wrong);
