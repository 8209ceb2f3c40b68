/** Asks by SIGINT. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override ask(): void {
    this.child.kill('SIGINT');
  }
}

export const startChild = childAnswer(Wrong);
