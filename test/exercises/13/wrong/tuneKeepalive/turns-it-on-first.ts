/** Turns keepalive on before it looks at the number. */

import { type Keepalive, Tuning, tuningAnswer } from '../../options.ts';

class Wrong extends Tuning {
  override tune(): Keepalive {
    this.turnOn();
    return super.tune();
  }
}

export const tuneKeepalive = tuningAnswer(Wrong);
