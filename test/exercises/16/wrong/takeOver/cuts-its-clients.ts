/** Closes its clients when it is taken over. */

import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override stop(): void {
    this.closeClients();
    super.stop();
  }
}

export const takeOver = heirAnswer(Wrong);
