/** Makes a connection before anything is asked. */

import { Pool, type PoolArguments, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  constructor(...given: PoolArguments) {
    super(...given);
    void this.connect().then((connection) => this.keep(connection));
  }
}

export const openPool = poolAnswer(Wrong);
