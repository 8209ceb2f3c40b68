/** Does not close a connection that is being made. */

import { type Connection, Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override begin(): void {}

  override async connect(): Promise<Connection> {
    const connection = await super.connect();
    this.all.add(connection);
    return connection;
  }
}

export const openPool = poolAnswer(Wrong);
