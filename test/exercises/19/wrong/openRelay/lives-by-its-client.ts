/** Lets only the client keep a row. */

import { RelayServer, relayAnswer } from '../../relay.ts';

class Wrong extends RelayServer {
  override touchBack(): void {}
}

export const openRelay = relayAnswer(Wrong);
