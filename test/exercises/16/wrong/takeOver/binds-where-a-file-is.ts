/** Does not remove the file that is left. */

import { rmSync } from 'node:fs';
import { UnixServer } from 'wirebook';
import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override bindPath(): UnixServer | undefined {
    if (this.before) rmSync(this.path, { force: true });
    return new UnixServer({ path: this.path });
  }
}

export const takeOver = heirAnswer(Wrong);
