/** Leaves the timers running at close(). */

import { RelayServer, relayAnswer } from '../../relay.ts';

class Wrong extends RelayServer {
  override async close(): Promise<void> {
    this.door.close();
    for (const { outside } of this.rows.values()) outside.close();
  }
}

export const openRelay = relayAnswer(Wrong);
