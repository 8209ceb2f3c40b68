/** Asks the processes of the child, which one may ignore, to end. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override killGroup(): void {
    try {
      process.kill(-(this.child.pid ?? 0), 'SIGTERM');
    } catch {
      // The group is empty.
    }
  }
}

export const startChild = childAnswer(Wrong);
