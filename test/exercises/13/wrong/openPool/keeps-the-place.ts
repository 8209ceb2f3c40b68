/** Keeps the place of a question that failed. */

import { Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override async ask(line: string): Promise<string> {
    await this.enter();
    const answer = await this.askOver(await this.take(), line);
    this.leave();
    return answer;
  }
}

export const openPool = poolAnswer(Wrong);
