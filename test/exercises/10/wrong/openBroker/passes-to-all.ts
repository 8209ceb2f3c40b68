/** Passes each client to all workers. */

import type { UnixSocket } from 'wirebook';
import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override async hand(client: UnixSocket, worker: UnixSocket) {
    await super.hand(client, worker);
    for (const other of this.crew) if (other !== worker) await super.hand(client, other);
  }
}

export const openBroker = brokerAnswer(Wrong);
