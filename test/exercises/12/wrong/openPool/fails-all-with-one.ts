/** Fails all jobs when a thread ends. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override replace(): void {
    for (const job of this.running.values()) job.reject(new Error('A thread has ended'));
    this.failWaiting();
    super.replace();
  }
}

export const openPool = poolAnswer(Wrong);
