/** Refuses by an error that has no code. */

import { poolAnswer, ThreadPool } from '../../pool.ts';

class Wrong extends ThreadPool {
  override async refuse(): Promise<string> {
    throw new Error('EBUSY');
  }
}

export const openPool = poolAnswer(Wrong);
