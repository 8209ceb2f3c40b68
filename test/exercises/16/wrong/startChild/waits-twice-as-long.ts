/** Gives twice the grace. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override stopOnce(grace: number): Promise<string> {
    return super.stopOnce(2 * grace);
  }
}

export const startChild = childAnswer(Wrong);
