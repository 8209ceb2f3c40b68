/** Ends the threads that are idle when it is closed. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override async endThreads(): Promise<void> {
    await Promise.all(this.idle.map((worker) => worker.terminate()));
  }
}

export const openPool = poolAnswer(Wrong);
