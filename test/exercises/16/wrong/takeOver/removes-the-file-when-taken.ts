/** Removes the file when it is taken over. */

import { rmSync } from 'node:fs';
import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override stop(): void {
    rmSync(this.path, { force: true });
    super.stop();
  }
}

export const takeOver = heirAnswer(Wrong);
