/** Leaves the processes of the child. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override killGroup(): void {}
}

export const startChild = childAnswer(Wrong);
