/** Forgets a name when its first request is too old. */

import { limiterAnswer, SlidingLimiter } from '../../limiter.ts';

class Wrong extends SlidingLimiter {
  override forget(now: number): void {
    for (const [name, [first]] of this.table) {
      if (first !== undefined && !this.counts(first, now)) this.table.delete(name);
    }
  }
}

export const openLimiter = limiterAnswer(Wrong);
