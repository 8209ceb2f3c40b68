/** Its error has no code. */

import { Claim, claimAnswer } from '../../claim.ts';

class Wrong extends Claim {
  override bind() {
    try {
      return super.bind();
    } catch {
      throw new Error('The path is taken');
    }
  }
}

export const listenAt = claimAnswer(Wrong);
