/** Sends SIGTERM to the processes of the child as well. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override ask(): void {
    try {
      process.kill(-(this.child.pid ?? 0), 'SIGTERM');
    } catch {
      // The group is empty.
    }
  }
}

export const startChild = childAnswer(Wrong);
