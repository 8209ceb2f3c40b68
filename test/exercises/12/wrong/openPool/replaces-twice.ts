/** Starts one thread at the error, and another one at the end. */

import type { Worker } from 'node:worker_threads';
import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override listen(worker: Worker): void {
    super.listen(worker);
    worker.on('error', () => this.replace());
  }
}

export const openPool = poolAnswer(Wrong);
