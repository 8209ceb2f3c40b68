/** Notes refused requests too. */

import { limiterAnswer, SlidingLimiter } from '../../limiter.ts';

class Wrong extends SlidingLimiter {
  override refused(who: string, times: readonly number[], now: number): void {
    this.note(who, times, now);
  }
}

export const openLimiter = limiterAnswer(Wrong);
