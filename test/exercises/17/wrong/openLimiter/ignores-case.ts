/** Takes names that differ in case or spaces for one. */

import { limiterAnswer, SlidingLimiter } from '../../limiter.ts';

class Wrong extends SlidingLimiter {
  override allows(who: string, now: number): boolean {
    return super.allows(who.trim().toLowerCase(), now);
  }
}

export const openLimiter = limiterAnswer(Wrong);
