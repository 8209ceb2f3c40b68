/** Takes clients with the same port for one. */

import type { Addrinfo } from '../../../../../lib/socket/index.ts';
import { RelayServer, relayAnswer } from '../../relay.ts';

class Wrong extends RelayServer {
  override keyOf(client: Addrinfo): string {
    return String(client.ipPort);
  }
}

export const openRelay = relayAnswer(Wrong);
