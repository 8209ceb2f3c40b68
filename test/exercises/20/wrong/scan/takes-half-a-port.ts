/** Takes a window that is not whole. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override check(ports: readonly number[]): void {
    const { window } = this.limits;
    if (window <= 1 || Number.isInteger(window) || Number.isNaN(window)) super.check(ports);
  }
}

export const scan = scannerAnswer(Wrong);
