/** Counts all names together. */

import { limiterAnswer, SlidingLimiter } from '../../limiter.ts';

class Wrong extends SlidingLimiter {
  override allows(_who: string, now: number): boolean {
    return super.allows('all', now);
  }
}

export const openLimiter = limiterAnswer(Wrong);
