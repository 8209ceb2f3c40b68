/** Leaves keepalive off. */

import { Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override tune(): void {}
}

export const openPool = poolAnswer(Wrong);
