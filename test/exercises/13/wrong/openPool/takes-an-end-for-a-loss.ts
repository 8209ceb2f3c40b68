/** Takes the end behind a whole answer for a loss. */

import { type Connection, Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override async answerOf(connection: Connection): Promise<string> {
    const answer = await super.answerOf(connection);
    if (!(await this.isGood(connection))) throw new Error('The connection was lost');
    return answer;
  }
}

export const openPool = poolAnswer(Wrong);
