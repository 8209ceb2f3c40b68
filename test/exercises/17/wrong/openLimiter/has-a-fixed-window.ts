/** Counts anew with each full span. */

import { limiterAnswer, SlidingLimiter } from '../../limiter.ts';

class Wrong extends SlidingLimiter {
  override counts(time: number, now: number): boolean {
    return Math.floor(time / this.span) === Math.floor(now / this.span);
  }
}

export const openLimiter = limiterAnswer(Wrong);
