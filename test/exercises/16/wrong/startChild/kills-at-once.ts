/** Kills without asking. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override ask(): void {
    this.kill();
  }
}

export const startChild = childAnswer(Wrong);
