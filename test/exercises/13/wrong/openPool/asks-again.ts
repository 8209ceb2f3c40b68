/** Asks again when a connection is lost. */

import { Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override async lost(_cause: unknown, line: string): Promise<string> {
    return await this.askOver(await this.take(), line);
  }
}

export const openPool = poolAnswer(Wrong);
