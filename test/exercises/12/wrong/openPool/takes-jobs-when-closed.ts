/** Lets a job wait that comes when the pool is closed. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override late(): Promise<string> {
    return new Promise(() => {});
  }
}

export const openPool = poolAnswer(Wrong);
