/** Has no window. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override width(count: number): number {
    return count;
  }
}

export const scan = scannerAnswer(Wrong);
