/** Takes 700 for the right to connect. */

import { chmodSync } from 'node:fs';
import { Claim, claimAnswer } from '../../claim.ts';

class Wrong extends Claim {
  override protect() {
    chmodSync(this.path, 0o700);
  }
}

export const listenAt = claimAnswer(Wrong);
