/** Has one connection too many. */

import { Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override hasRoom(): boolean {
    return this.asking <= this.size;
  }
}

export const openPool = poolAnswer(Wrong);
