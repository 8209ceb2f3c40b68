/** Takes what came before the end for the answer. */

import { type Connection, Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override async answerOf({ reader }: Connection): Promise<string> {
    const answer = String(await reader.readUntil('\n'));
    if (answer === '') throw new Error('EOF');
    return answer.replace('\n', '');
  }
}

export const openPool = poolAnswer(Wrong);
