/** Looks at the clock, and not at the time that it is given. */

import { limiterAnswer, SlidingLimiter } from '../../limiter.ts';

class Wrong extends SlidingLimiter {
  override allows(who: string, _now: number): boolean {
    return super.allows(who, performance.now());
  }
}

export const openLimiter = limiterAnswer(Wrong);
