/** Looks for its end only when a client leaves. */

import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override stop(): void {
    this.wasTaken = true;
    this.closeServers();
  }
}

export const takeOver = heirAnswer(Wrong);
