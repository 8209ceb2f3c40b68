/** Refuses 6 seconds. */

import { Tuning, tuningAnswer } from '../../options.ts';

class Wrong extends Tuning {
  override isShort(): boolean {
    return this.seconds <= 6;
  }
}

export const tuneKeepalive = tuningAnswer(Wrong);
