/** Sets no limit for data that was sent. */

import { Tuning, tuningAnswer } from '../../options.ts';

class Wrong extends Tuning {
  override limitData(): void {}
}

export const tuneKeepalive = tuningAnswer(Wrong);
