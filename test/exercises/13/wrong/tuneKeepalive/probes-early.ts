/** Sends the first probe after a quarter of the time. */

import { type Keepalive, Tuning, tuningAnswer } from '../../options.ts';

class Wrong extends Tuning {
  override choose(): Keepalive {
    const interval = Math.max(1, Math.floor(this.seconds / 4));
    return { idle: this.seconds - 3 * interval, interval, count: 3 };
  }
}

export const tuneKeepalive = tuningAnswer(Wrong);
