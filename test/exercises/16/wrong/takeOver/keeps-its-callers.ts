/** Leaves the connections of its path open. */

import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override closeCallers(): void {}
}

export const takeOver = heirAnswer(Wrong);
