/** Leaves its file when it is closed. */

import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override removeFile(): void {}
}

export const takeOver = heirAnswer(Wrong);
