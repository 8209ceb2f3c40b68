/** Asks a port as often as it is named. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override queue(ports: readonly number[]): readonly number[] {
    return ports;
  }
}

export const scan = scannerAnswer(Wrong);
