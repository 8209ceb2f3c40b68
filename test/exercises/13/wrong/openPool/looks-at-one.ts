/** Makes a connection when the first idle one is bad, though another is good. */

import { type Connection, Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override async take(): Promise<Connection> {
    const [found] = this.unused.splice(-1);
    if (found === undefined) return await this.connect();
    this.stopTimer(found);
    if (await this.isGood(found)) return found;
    this.drop(found);
    return await this.connect();
  }
}

export const openPool = poolAnswer(Wrong);
