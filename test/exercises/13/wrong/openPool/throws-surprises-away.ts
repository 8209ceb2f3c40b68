/** Throws away what came on an idle connection, and uses it. */

import { type Connection, Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override async isGood({ socket, reader }: Connection): Promise<boolean> {
    const came = await socket.recv(65_536, { timeout: 0 }).catch((error) => error.code);
    const isAlive =
      typeof came === 'string' ? came === 'ETIMEDOUT' || came === 'EAGAIN' : came.length > 0;
    return isAlive && reader.buffered.length === 0;
  }
}

export const openPool = poolAnswer(Wrong);
