/** Leaves the permissions as the umask made them. */

import { Claim, claimAnswer } from '../../claim.ts';

class Wrong extends Claim {
  override protect() {}
}

export const listenAt = claimAnswer(Wrong);
