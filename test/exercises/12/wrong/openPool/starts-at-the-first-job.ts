/** Starts its threads when the first job comes. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

const missing = new WeakMap<ThreadPool, number>();

class Wrong extends ThreadPool {
  override begin(threads: number): void {
    missing.set(this, threads);
  }

  override async run(text: string): Promise<string> {
    super.begin(missing.get(this) ?? 0);
    missing.delete(this);
    return super.run(text);
  }
}

export const openPool = poolAnswer(Wrong);
