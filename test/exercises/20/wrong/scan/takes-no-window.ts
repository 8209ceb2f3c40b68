/** Takes a window of none. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override check(ports: readonly number[]): void {
    if (this.limits.window !== 0) super.check(ports);
  }
}

export const scan = scannerAnswer(Wrong);
