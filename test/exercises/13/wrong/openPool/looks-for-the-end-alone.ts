/** Looks whether a connection has ended, and takes what came for an answer. */

import { MSG_DONTWAIT, MSG_PEEK } from 'wirebook';
import { type Connection, Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override async isGood({ socket }: Connection): Promise<boolean> {
    const options = { flags: MSG_PEEK | MSG_DONTWAIT, timeout: 0 };
    const peeked = await socket.recv(1, options).catch((error) => error.code);
    return peeked === 'EAGAIN' || peeked === 'ETIMEDOUT' || peeked.length === 1;
  }
}

export const openPool = poolAnswer(Wrong);
