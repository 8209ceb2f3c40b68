/** All limiters share one table. */

import { limiterAnswer, SlidingLimiter } from '../../limiter.ts';

const shared = new Map<string, number[]>();

class Wrong extends SlidingLimiter {
  override readonly table = shared;
}

export const openLimiter = limiterAnswer(Wrong);
