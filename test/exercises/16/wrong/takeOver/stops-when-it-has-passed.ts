/** Stops as soon as it has passed its listening socket. */

import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override async isTaken(): Promise<boolean> {
    return true;
  }
}

export const takeOver = heirAnswer(Wrong);
