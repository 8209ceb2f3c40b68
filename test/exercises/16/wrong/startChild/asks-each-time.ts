/** Sends SIGTERM at each call. */

import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override stop(grace: number): Promise<string> {
    if (this.stopping !== undefined) this.ask();
    return super.stop(grace);
  }
}

export const startChild = childAnswer(Wrong);
