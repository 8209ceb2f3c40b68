/** Takes the first piece for the first line. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override isLine(): boolean {
    return true;
  }
}

export const startChild = childAnswer(Wrong);
