/** A full queue is no server for it. */

import { Claim, claimAnswer } from '../../claim.ts';

class Wrong extends Claim {
  override meansLeftOver(code: string) {
    return code !== 'ENOENT' && this.isSocket();
  }
}

export const listenAt = claimAnswer(Wrong);
