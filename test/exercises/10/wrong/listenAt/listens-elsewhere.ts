/** Takes another path where the first is taken. */

import { UnixServer } from 'wirebook';
import { Claim, claimAnswer } from '../../claim.ts';

class Wrong extends Claim {
  override bind() {
    try {
      return super.bind();
    } catch {
      return new UnixServer({ path: `${this.path}.2` });
    }
  }
}

export const listenAt = claimAnswer(Wrong);
