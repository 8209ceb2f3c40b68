/** Waits for the slowest of each group. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override async run(queue: readonly number[]): Promise<void> {
    const { window } = this.limits;
    for (let from = 0; from < queue.length; from += window) {
      await Promise.all(queue.slice(from, from + window).map((port) => this.ask(port)));
    }
  }
}

export const scan = scannerAnswer(Wrong);
