/** Is over when its server was once not there. */

import { Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override refused(error: unknown): unknown {
    this.isClosed = true;
    return error;
  }
}

export const openPool = poolAnswer(Wrong);
