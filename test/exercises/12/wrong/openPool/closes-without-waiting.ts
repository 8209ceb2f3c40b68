/** Returns from close() before its threads have ended. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override async endThreads(): Promise<void> {
    void super.endThreads();
  }
}

export const openPool = poolAnswer(Wrong);
