/** Lets one job more wait than it may. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override isFull(): boolean {
    return this.idle.length === 0 && this.waiting.length > this.most;
  }
}

export const openPool = poolAnswer(Wrong);
