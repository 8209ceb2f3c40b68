/** Returns before the child is ready. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override async ready(): Promise<void> {
    this.child.stdout.resume();
  }
}

export const startChild = childAnswer(Wrong);
