/** Takes the grace for seconds. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override stopOnce(grace: number): Promise<string> {
    return super.stopOnce(1000 * grace);
  }
}

export const startChild = childAnswer(Wrong);
