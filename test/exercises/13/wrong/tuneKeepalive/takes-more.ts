/** Takes what Linux takes. */

import { Tuning, tuningAnswer } from '../../options.ts';

class Wrong extends Tuning {
  override isLong(): boolean {
    return this.seconds > 65_000;
  }
}

export const tuneKeepalive = tuningAnswer(Wrong);
