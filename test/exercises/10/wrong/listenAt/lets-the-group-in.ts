/** Lets the group connect, too. */

import { chmodSync } from 'node:fs';
import { Claim, claimAnswer } from '../../claim.ts';

class Wrong extends Claim {
  override protect() {
    chmodSync(this.path, 0o660);
  }
}

export const listenAt = claimAnswer(Wrong);
