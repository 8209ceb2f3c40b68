/** Counts the jobs that threads work on as waiting. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override depth(): number {
    return this.waiting.length + this.running.size;
  }
}

export const openPool = poolAnswer(Wrong);
