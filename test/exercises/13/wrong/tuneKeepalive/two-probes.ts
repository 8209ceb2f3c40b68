/** Gives up after two probes. */

import { type Keepalive, Tuning, tuningAnswer } from '../../options.ts';

class Wrong extends Tuning {
  override choose(): Keepalive {
    const interval = Math.floor(this.seconds / 4);
    return { idle: this.seconds - 2 * interval, interval, count: 2 };
  }
}

export const tuneKeepalive = tuningAnswer(Wrong);
