/** Has no file at all. */

import { UnixServer } from 'wirebook';
import { Claim, claimAnswer } from '../../claim.ts';

class Wrong extends Claim {
  override bind() {
    return new UnixServer({ path: `\0${this.path}` });
  }
  override protect() {}
}

export const listenAt = claimAnswer(Wrong);
