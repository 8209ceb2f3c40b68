/** Returns when it has asked. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override async stopOnce(grace: number): Promise<string> {
    const ending = super.stopOnce(grace);
    const soon = new Promise<string>((resolve) => setTimeout(resolve, 20, 'SIGTERM'));
    return Promise.race([ending, soon]);
  }
}

export const startChild = childAnswer(Wrong);
