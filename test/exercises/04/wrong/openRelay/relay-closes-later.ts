/** close() returns at once; the connections follow a moment later. */

import { Relay, relayAnswer } from '../../relay.ts';

class Slow extends Relay {
  override async close(): Promise<void> {
    this.listener.close();
    setTimeout(() => super.close(), 1500);
  }
}

export const openRelay = relayAnswer(Slow);
