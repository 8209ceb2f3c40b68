/** Forgets a name after two spans. */

import { limiterAnswer, SlidingLimiter } from '../../limiter.ts';

class Wrong extends SlidingLimiter {
  override forget(now: number): void {
    for (const [name, times] of this.table) {
      if ((times.at(-1) ?? 0) <= now - 2 * this.span) this.table.delete(name);
    }
  }
}

export const openLimiter = limiterAnswer(Wrong);
