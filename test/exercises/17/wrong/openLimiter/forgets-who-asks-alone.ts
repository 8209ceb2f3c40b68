/** Forgets the name that asks and no other. */

import { limiterAnswer, SlidingLimiter } from '../../limiter.ts';

class Wrong extends SlidingLimiter {
  override forget(now: number, who: string): void {
    const times = this.table.get(who) ?? [];
    if (!times.some((time) => this.counts(time, now))) this.table.delete(who);
  }
}

export const openLimiter = limiterAnswer(Wrong);
