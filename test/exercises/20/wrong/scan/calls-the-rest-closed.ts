/** Takes what it has not asked for closed. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override result(ports: readonly number[]): string[] {
    return ports.map((port) => this.states.get(port) ?? 'closed');
  }
}

export const scan = scannerAnswer(Wrong);
