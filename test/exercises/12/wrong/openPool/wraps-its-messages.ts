/** Passes a job to its thread as an object. */

import type { Worker } from 'node:worker_threads';
import { type Job, poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override give(worker: Worker, job: Job): void {
    this.running.set(worker, job);
    worker.postMessage({ job: job.text });
  }
}

export const openPool = poolAnswer(Wrong);
