/** Does not clear the timer of the whole. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override async run(queue: readonly number[]): Promise<void> {
    setTimeout(() => {}, this.limits.limit);
    await super.run(queue);
  }
}

export const scan = scannerAnswer(Wrong);
