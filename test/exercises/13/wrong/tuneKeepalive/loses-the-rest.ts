/** Loses what is left of a division. */

import { type Keepalive, Tuning, tuningAnswer } from '../../options.ts';

class Wrong extends Tuning {
  override choose(): Keepalive {
    const interval = Math.floor(this.seconds / 6);
    return { idle: 3 * interval, interval, count: 3 };
  }
}

export const tuneKeepalive = tuningAnswer(Wrong);
