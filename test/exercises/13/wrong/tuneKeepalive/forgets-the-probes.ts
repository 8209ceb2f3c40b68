/** Gives the idle time all of the seconds, and the probes come on top. */

import { type Keepalive, Tuning, tuningAnswer } from '../../options.ts';

class Wrong extends Tuning {
  override choose(): Keepalive {
    return { ...super.choose(), idle: this.seconds };
  }
}

export const tuneKeepalive = tuningAnswer(Wrong);
