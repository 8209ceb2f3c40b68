/** Lets questions wait for ever when it is closed. */

import { Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override refuseWaiting(): void {}

  override leave(): void {
    if (!this.isClosed) super.leave();
  }
}

export const openPool = poolAnswer(Wrong);
