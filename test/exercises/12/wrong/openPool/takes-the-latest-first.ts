/** Takes the job that came last. */

import { type Job, poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override nextJob(): Job | undefined {
    return this.waiting.pop();
  }
}

export const openPool = poolAnswer(Wrong);
