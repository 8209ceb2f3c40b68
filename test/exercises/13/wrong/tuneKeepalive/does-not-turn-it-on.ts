/** Does not turn keepalive on. */

import { Tuning, tuningAnswer } from '../../options.ts';

class Wrong extends Tuning {
  override turnOn(): void {}
}

export const tuneKeepalive = tuningAnswer(Wrong);
