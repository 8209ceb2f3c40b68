/** Kills the processes of the child only when it kills the child. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override finish(timer: NodeJS.Timeout, how: string): void {
    clearTimeout(timer);
    if (how === 'SIGKILL') this.killGroup();
  }
}

export const startChild = childAnswer(Wrong);
