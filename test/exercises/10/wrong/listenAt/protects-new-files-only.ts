/** Sets the permissions only where no file was. */

import { existsSync } from 'node:fs';
import { Claim, claimAnswer } from '../../claim.ts';

class Wrong extends Claim {
  override async listen() {
    const isNew = !existsSync(this.path);
    if (await this.isLeftOver()) this.remove();
    const server = this.bind();
    if (isNew) this.protect();
    return server;
  }
}

export const listenAt = claimAnswer(Wrong);
