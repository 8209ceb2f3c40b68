/** Empties its table when a span has gone by. */

import { limiterAnswer, SlidingLimiter } from '../../limiter.ts';

class Wrong extends SlidingLimiter {
  #since = 0;

  override forget(now: number): void {
    if (now - this.#since < this.span) return;
    this.#since = now;
    this.table.clear();
  }
}

export const openLimiter = limiterAnswer(Wrong);
