/** Closes the output of the child behind its first line. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override async ready(): Promise<void> {
    await super.ready();
    this.child.stdout.destroy();
  }
}

export const startChild = childAnswer(Wrong);
