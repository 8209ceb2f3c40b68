/** Closes all idle connections from time to time. */

import { Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  #sweep: NodeJS.Timeout | undefined;

  override startTimer(): void {
    this.#sweep ??= setInterval(() => {
      for (const connection of [...this.unused]) this.drop(connection);
    }, this.idle);
  }

  override async close(): Promise<void> {
    clearInterval(this.#sweep);
    await super.close();
  }
}

export const openPool = poolAnswer(Wrong);
