/** Does not look into its own buffer. */

import { type Connection, Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override async isGood(connection: Connection): Promise<boolean> {
    return !(await this.isReadable(connection));
  }
}

export const openPool = poolAnswer(Wrong);
