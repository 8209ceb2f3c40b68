/** Starts threads anew when close() ends the old ones. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override async endThreads(): Promise<void> {
    this.isOpen = true;
    await super.endThreads();
  }
}

export const openPool = poolAnswer(Wrong);
