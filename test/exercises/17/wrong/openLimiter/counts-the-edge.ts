/** Still counts a request that is exactly as old as the span. */

import { limiterAnswer, SlidingLimiter } from '../../limiter.ts';

class Wrong extends SlidingLimiter {
  override counts(time: number, now: number): boolean {
    return time >= now - this.span;
  }
}

export const openLimiter = limiterAnswer(Wrong);
