/** Refuses with a bound of 0, though threads are idle. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override isFull(): boolean {
    return this.waiting.length >= this.most;
  }
}

export const openPool = poolAnswer(Wrong);
