/** Leaves the file of a dead server where it is. */

import { Claim, claimAnswer } from '../../claim.ts';

class Wrong extends Claim {
  override remove() {}
}

export const listenAt = claimAnswer(Wrong);
