/** Refuses by a TypeError. */

import { Tuning, tuningAnswer } from '../../options.ts';

class Wrong extends Tuning {
  override refuse(): void {
    throw new TypeError('seconds must be a whole number from 6 to 60000');
  }
}

export const tuneKeepalive = tuningAnswer(Wrong);
