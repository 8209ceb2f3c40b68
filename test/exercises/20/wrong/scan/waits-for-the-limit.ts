/** Waits for its limit though all have answered. */

import { setTimeout as pause } from 'node:timers/promises';
import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override async run(queue: readonly number[]): Promise<void> {
    await super.run(queue);
    await pause(Math.max(0, this.left()));
  }
}

export const scan = scannerAnswer(Wrong);
