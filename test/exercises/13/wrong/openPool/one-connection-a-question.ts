/** Makes a connection for each question. */

import { type Connection, Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override keep(connection: Connection): void {
    this.drop(connection);
  }
}

export const openPool = poolAnswer(Wrong);
