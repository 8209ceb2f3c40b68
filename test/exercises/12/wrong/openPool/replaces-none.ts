/** Fails the job of a thread that ended, and goes on with fewer threads. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override replace(): void {}
}

export const openPool = poolAnswer(Wrong);
