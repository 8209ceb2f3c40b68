/** Asks its threads to end by a message, which a busy one does not read. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override async endThreads(): Promise<void> {
    for (const worker of this.workers) {
      worker.postMessage('close');
      worker.unref();
    }
  }
}

export const openPool = poolAnswer(Wrong);
