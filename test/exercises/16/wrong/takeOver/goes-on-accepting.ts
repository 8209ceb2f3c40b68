/** Accepts on beside its heir. */

import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override closeServers(): void {
    if (!this.wasTaken) this.server.close();
    this.control?.close();
    this.closeCallers();
  }
}

export const takeOver = heirAnswer(Wrong);
