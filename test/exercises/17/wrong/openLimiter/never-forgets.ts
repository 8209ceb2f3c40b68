/** Keeps every name for ever. */

import { limiterAnswer, SlidingLimiter } from '../../limiter.ts';

class Wrong extends SlidingLimiter {
  override forget(): void {}
}

export const openLimiter = limiterAnswer(Wrong);
