/** Shuts the listening socket down, for its heir as well. */

import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override stop(): void {
    this.server.socket.closeRead();
    super.stop();
  }
}

export const takeOver = heirAnswer(Wrong);
