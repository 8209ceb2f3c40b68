/** Uses an idle connection as it is. */

import { Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override async isGood(): Promise<boolean> {
    return true;
  }
}

export const openPool = poolAnswer(Wrong);
