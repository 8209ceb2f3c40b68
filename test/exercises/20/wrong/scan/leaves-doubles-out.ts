/** Has one state for a port that is named twice. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override result(ports: readonly number[]): string[] {
    return super.result([...new Set(ports)]);
  }
}

export const scan = scannerAnswer(Wrong);
