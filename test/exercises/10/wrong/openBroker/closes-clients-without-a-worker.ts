/** Sends clients away while there is no worker. */

import type { UnixSocket } from 'wirebook';
import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override async clientComes(client: UnixSocket) {
    if (this.crew.length === 0) client.close();
    else this.waiting.push(client);
  }
}

export const openBroker = brokerAnswer(Wrong);
