/** Waits until all output is closed, which orphans hold. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override async stopOnce(grace: number): Promise<string> {
    const how = await super.stopOnce(grace);
    await new Promise((resolve) => setTimeout(resolve, grace));
    return how;
  }
}

export const startChild = childAnswer(Wrong);
