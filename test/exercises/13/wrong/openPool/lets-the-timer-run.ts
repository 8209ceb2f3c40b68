/** Lets the timer of a connection run on while it is in use. */

import { type Connection, Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override stopTimer(): void {}

  override startTimer(connection: Connection): void {
    clearTimeout(connection.timer);
    super.startTimer(connection);
  }
}

export const openPool = poolAnswer(Wrong);
