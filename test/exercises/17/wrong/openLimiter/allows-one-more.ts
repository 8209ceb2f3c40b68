/** Allows one request too many. */

import { limiterAnswer, SlidingLimiter } from '../../limiter.ts';

class Wrong extends SlidingLimiter {
  override hasRoom(times: readonly number[], now: number): boolean {
    return times.filter((time) => this.counts(time, now)).length <= this.most;
  }
}

export const openLimiter = limiterAnswer(Wrong);
