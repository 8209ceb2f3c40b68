/** Keeps its table in an object, which has entries of its own. */

import { limiterAnswer, SlidingLimiter } from '../../limiter.ts';

class Wrong extends SlidingLimiter {
  readonly #table: Record<string, number[]> = {};

  override allows(who: string, now: number): boolean {
    super.allows(who, now);
    const times = this.#table[who] ?? [];
    const recent = Array.isArray(times) ? times.filter((time) => this.counts(time, now)) : [now];
    if (recent.length >= this.most) return false;
    this.#table[who] = [...recent, now];
    return true;
  }
}

export const openLimiter = limiterAnswer(Wrong);
