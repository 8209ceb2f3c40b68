/** Gives each job to the next thread in turn, busy or not. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  #turn = 0;

  override async run(text: string): Promise<string> {
    if (!this.isOpen) return this.late();
    const workers = [...this.workers];
    const worker = workers[this.#turn++ % workers.length];
    if (worker === undefined) return this.late();
    const job = { text, ...Promise.withResolvers<string>() };
    this.give(worker, job);
    return job.promise;
  }
}

export const openPool = poolAnswer(Wrong);
