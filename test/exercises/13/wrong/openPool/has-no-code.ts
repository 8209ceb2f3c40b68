/** Fails without a code when the stream ends. */

import { Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override async lost(cause: unknown): Promise<string> {
    throw cause;
  }
}

export const openPool = poolAnswer(Wrong);
