/** Probes in the last three seconds, so that the idle time is too long for Linux. */

import { type Keepalive, Tuning, tuningAnswer } from '../../options.ts';

class Wrong extends Tuning {
  override choose(): Keepalive {
    return { idle: this.seconds - 3, interval: 1, count: 3 };
  }
}

export const tuneKeepalive = tuningAnswer(Wrong);
