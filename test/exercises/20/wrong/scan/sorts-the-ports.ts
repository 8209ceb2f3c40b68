/** Asks in the order of the numbers, and answers so. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override result(ports: readonly number[]): string[] {
    return super.result(ports.toSorted((one, other) => one - other));
  }
}

export const scan = scannerAnswer(Wrong);
