/** Leaves jobs that run without an end when it is closed. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override async endThreads(): Promise<void> {
    this.running.clear();
    await super.endThreads();
  }
}

export const openPool = poolAnswer(Wrong);
