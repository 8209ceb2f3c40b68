/** Has no listener for errors. */

import type { Worker } from 'node:worker_threads';
import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override listen(worker: Worker): void {
    worker.on('message', (answer: string) => this.answered(worker, answer));
    worker.on('exit', () => this.ended(worker));
  }
}

export const openPool = poolAnswer(Wrong);
