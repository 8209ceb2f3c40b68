/** Leaves jobs that wait without an end when it is closed. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override failWaiting(): void {}
}

export const openPool = poolAnswer(Wrong);
