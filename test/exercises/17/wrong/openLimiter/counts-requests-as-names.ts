/** Tells the number of requests in place of names. */

import { limiterAnswer, SlidingLimiter } from '../../limiter.ts';

class Wrong extends SlidingLimiter {
  override size(): number {
    return [...this.table.values()].flat().length;
  }
}

export const openLimiter = limiterAnswer(Wrong);
