/** Leaves its timers when it is closed. */

import { type Connection, Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override drop(connection: Connection): void {
    const { timer } = connection;
    connection.timer = undefined;
    super.drop(connection);
    connection.timer = timer;
  }
}

export const openPool = poolAnswer(Wrong);
