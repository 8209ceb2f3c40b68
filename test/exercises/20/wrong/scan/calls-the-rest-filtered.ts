/** Takes what it has given up for silent. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override isKnown(): boolean {
    return true;
  }
}

export const scan = scannerAnswer(Wrong);
