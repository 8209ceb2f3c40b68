/** Lets the timer of the grace run on. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override finish(): void {
    this.killGroup();
  }
}

export const startChild = childAnswer(Wrong);
