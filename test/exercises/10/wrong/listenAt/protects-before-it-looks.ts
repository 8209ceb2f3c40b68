/** Changes the permissions of a file that is not its own. */

import { existsSync } from 'node:fs';
import { Claim, claimAnswer } from '../../claim.ts';

class Wrong extends Claim {
  override async listen() {
    if (existsSync(this.path)) this.protect();
    return super.listen();
  }
}

export const listenAt = claimAnswer(Wrong);
