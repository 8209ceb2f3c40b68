/** Starts a thread when a job comes, and ends it with its answer. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override begin(): void {}

  override async run(text: string): Promise<string> {
    this.startThread();
    return super.run(text);
  }
}

export const openPool = poolAnswer(Wrong);
