/** Does not tell of ports without an answer. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override result(ports: readonly number[]): string[] {
    return super.result(ports.filter((port) => this.states.has(port)));
  }
}

export const scan = scannerAnswer(Wrong);
