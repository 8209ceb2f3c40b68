/** A text that refuses is left over for it. */

import { Claim, claimAnswer } from '../../claim.ts';

class Wrong extends Claim {
  override isSocket() {
    return true;
  }
}

export const listenAt = claimAnswer(Wrong);
