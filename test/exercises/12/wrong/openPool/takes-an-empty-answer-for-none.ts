/** Waits for another message when the answer is empty. */

import type { Worker } from 'node:worker_threads';
import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override answered(worker: Worker, answer: string): void {
    if (answer) super.answered(worker, answer);
  }
}

export const openPool = poolAnswer(Wrong);
