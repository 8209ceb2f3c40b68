/** Listens at all addresses. */

import { RelayServer, relayAnswer } from '../../relay.ts';

class Wrong extends RelayServer {
  override doorHost(): string {
    return '0.0.0.0';
  }
}

export const openRelay = relayAnswer(Wrong);
