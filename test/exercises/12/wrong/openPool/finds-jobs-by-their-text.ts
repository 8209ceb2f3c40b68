/** Finds the job of an answer by the text of the job. */

import type { Worker } from 'node:worker_threads';
import { type Job, poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  readonly #byText = new Map<string, Job>();

  override give(worker: Worker, job: Job): void {
    this.#byText.set(job.text, job);
    super.give(worker, job);
  }

  override answered(worker: Worker, answer: string): void {
    const job = this.running.get(worker);
    const found = job && this.#byText.get(job.text);
    if (found) this.running.set(worker, found);
    super.answered(worker, answer);
  }
}

export const openPool = poolAnswer(Wrong);
