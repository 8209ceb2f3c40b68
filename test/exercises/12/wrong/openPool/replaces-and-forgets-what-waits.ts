/** Starts another thread, which waits for a job that comes anew. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override replace(): void {
    const { waiting } = this;
    const kept = waiting.splice(0);
    super.replace();
    waiting.push(...kept);
  }
}

export const openPool = poolAnswer(Wrong);
