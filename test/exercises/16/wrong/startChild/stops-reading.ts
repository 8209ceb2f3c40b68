/** Reads no more behind the first line. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override async ready(): Promise<void> {
    await super.ready();
    this.child.stdout.removeAllListeners('data').pause();
  }
}

export const startChild = childAnswer(Wrong);
