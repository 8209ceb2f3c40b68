/** Takes an empty datagram for an end. */

import type { Addrinfo } from '../../../../../lib/socket/index.ts';
import { RelayServer, relayAnswer } from '../../relay.ts';

class Wrong extends RelayServer {
  override async pass(data: Buffer, client: Addrinfo): Promise<void> {
    if (data.length > 0) await super.pass(data, client);
  }
}

export const openRelay = relayAnswer(Wrong);
