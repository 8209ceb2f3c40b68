/** Does not clear the timer of the whole. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override async run(queue: readonly number[]): Promise<void> {
    // Longer than the limit, so that it is still there when somebody looks on a busy machine.
    setTimeout(() => {}, 60_000);
    await super.run(queue);
  }
}

export const scan = scannerAnswer(Wrong);
