/** Binds beside the path and renames over what is there. */

import { chmodSync, renameSync } from 'node:fs';
import { UnixServer } from 'wirebook';
import { Claim, claimAnswer } from '../../claim.ts';

class Wrong extends Claim {
  override async listen() {
    const server = new UnixServer({ path: `${this.path}~` });
    chmodSync(`${this.path}~`, 0o600);
    renameSync(`${this.path}~`, this.path);
    return server;
  }
}

export const listenAt = claimAnswer(Wrong);
