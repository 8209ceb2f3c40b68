/** Closes a connection after twice its idle time. */

import { type Connection, Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override startTimer(connection: Connection): void {
    connection.timer = setTimeout(() => this.drop(connection), 2 * this.idle);
  }
}

export const openPool = poolAnswer(Wrong);
