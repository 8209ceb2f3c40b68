/** Keeps the place of a question for which no connection was made. */

import { Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override refused(error: unknown): unknown {
    this.asking += 1;
    return error;
  }
}

export const openPool = poolAnswer(Wrong);
