/** Waits for the line of a child that has ended. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override async early(): Promise<void> {
    await new Promise(() => {});
  }
}

export const startChild = childAnswer(Wrong);
