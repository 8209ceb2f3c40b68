/** Lets a question that comes now go before those that wait. */

import { Pool, poolAnswer } from '../../pool.ts';

class Wrong extends Pool {
  override leave(): void {
    this.asking -= 1;
    setTimeout(() => {
      if (!this.hasRoom()) return;
      const next = this.next();
      if (!next) return;
      this.asking += 1;
      next.resolve();
    }, 20);
  }
}

export const openPool = poolAnswer(Wrong);
