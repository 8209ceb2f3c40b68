/** Fails with EAGAIN where the queue is full. */

import { Claim, claimAnswer } from '../../claim.ts';

class Wrong extends Claim {
  override meansLeftOver(code: string): boolean {
    if (code === 'EAGAIN') throw Object.assign(new Error(code), { code });
    return super.meansLeftOver(code);
  }
}

export const listenAt = claimAnswer(Wrong);
