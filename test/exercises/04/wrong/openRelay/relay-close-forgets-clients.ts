/** Stops listening, and leaves its clients where they are. */

import { Relay, relayAnswer } from '../../relay.ts';

class Forgetful extends Relay {
  override async close(): Promise<void> {
    this.listener.close();
  }
}

export const openRelay = relayAnswer(Forgetful);
