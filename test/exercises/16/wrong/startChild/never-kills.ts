/** Asks, and never kills. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override kill(): void {}
}

export const startChild = childAnswer(Wrong);
