/** Closes its servers when a worker has gone. */

import type { UnixSocket } from 'wirebook';
import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override leave(worker: UnixSocket) {
    super.leave(worker);
    this.closeServers();
  }
}

export const openBroker = brokerAnswer(Wrong);
