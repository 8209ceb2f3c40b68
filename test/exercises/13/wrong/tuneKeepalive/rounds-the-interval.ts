/** Rounds the interval up or down. */

import { type Keepalive, Tuning, tuningAnswer } from '../../options.ts';

class Wrong extends Tuning {
  override choose(): Keepalive {
    const interval = Math.round(this.seconds / 6);
    return { idle: this.seconds - 3 * interval, interval, count: 3 };
  }
}

export const tuneKeepalive = tuningAnswer(Wrong);
