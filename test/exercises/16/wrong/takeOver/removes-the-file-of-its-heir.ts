/** Removes the file that is its heir’s when it is closed. */

import { rmSync } from 'node:fs';
import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override removeFile(): void {
    rmSync(this.path, { force: true });
  }
}

export const takeOver = heirAnswer(Wrong);
