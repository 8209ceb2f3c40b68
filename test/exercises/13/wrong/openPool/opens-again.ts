/** Can be asked when it is closed. */

import { Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override refuseClosed(): void {}
}

export const openPool = poolAnswer(Wrong);
