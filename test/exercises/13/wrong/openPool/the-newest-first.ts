/** Lets the newest question go first. */

import { Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override next(): PromiseWithResolvers<void> | undefined {
    return this.waiting.pop();
  }
}

export const openPool = poolAnswer(Wrong);
