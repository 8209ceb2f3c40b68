/** Refuses a job, and runs it later all the same. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override async refuse(text: string): Promise<string> {
    const job = { text, ...Promise.withResolvers<string>() };
    job.promise.catch(() => {});
    this.waiting.push(job);
    return super.refuse(text);
  }
}

export const openPool = poolAnswer(Wrong);
