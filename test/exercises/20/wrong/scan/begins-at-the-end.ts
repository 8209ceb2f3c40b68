/** Asks the last port first. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override queue(ports: readonly number[]): readonly number[] {
    return super.queue(ports).toReversed();
  }
}

export const scan = scannerAnswer(Wrong);
