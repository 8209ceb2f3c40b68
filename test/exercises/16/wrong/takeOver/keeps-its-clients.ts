/** Leaves its clients open when it is closed. */

import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override closeClients(): void {}
}

export const takeOver = heirAnswer(Wrong);
