/** Returns the whole time as the idle time. */

import { type Keepalive, Tuning, tuningAnswer } from '../../options.ts';

class Wrong extends Tuning {
  override result(chosen: Keepalive): Keepalive {
    return { ...chosen, idle: this.seconds };
  }
}

export const tuneKeepalive = tuningAnswer(Wrong);
