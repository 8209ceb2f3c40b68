/** Lets a span begin with the last request, whoever waits less never gets in. */

import { limiterAnswer, SlidingLimiter } from '../../limiter.ts';

class Wrong extends SlidingLimiter {
  override hasRoom(times: readonly number[], now: number): boolean {
    const last = times.at(-1);
    return last === undefined || !this.counts(last, now) || times.length < this.most;
  }

  override note(who: string, times: readonly number[], now: number): void {
    const last = times.at(-1);
    const isOver = last === undefined || !this.counts(last, now);
    this.table.set(who, isOver ? [now] : [...times, now]);
  }
}

export const openLimiter = limiterAnswer(Wrong);
