/** Ends the row of a client that was refused. */

import { RelayServer, relayAnswer } from '../../relay.ts';

class Wrong extends RelayServer {
  override isRefusal(error: unknown): boolean {
    if (super.isRefusal(error)) for (const key of [...this.rows.keys()]) this.end(key);
    return super.isRefusal(error);
  }
}

export const openRelay = relayAnswer(Wrong);
