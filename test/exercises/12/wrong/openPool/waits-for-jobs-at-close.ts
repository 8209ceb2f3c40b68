/** Lets its threads end their jobs before it closes. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override async endThreads(): Promise<void> {
    await Promise.allSettled([...this.running.values()].map(({ promise }) => promise));
    await super.endThreads();
  }
}

export const openPool = poolAnswer(Wrong);
