/** Looks at the address only when it asks. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override check(ports: readonly number[]): void {
    if (ports.length > 0) super.check(ports);
  }
}

export const scan = scannerAnswer(Wrong);
