/** Removes whatever is at the path. */

import { rmSync } from 'node:fs';
import { Claim, claimAnswer } from '../../claim.ts';

class Wrong extends Claim {
  override async isLeftOver() {
    return true;
  }
  override remove() {
    rmSync(this.path, { force: true });
  }
}

export const listenAt = claimAnswer(Wrong);
