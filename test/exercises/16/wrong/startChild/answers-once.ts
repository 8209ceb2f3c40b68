/** Fails when it is called again. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override stop(grace: number): Promise<string> {
    if (this.stopping !== undefined) throw new Error('stop was called before');
    return super.stop(grace);
  }
}

export const startChild = childAnswer(Wrong);
