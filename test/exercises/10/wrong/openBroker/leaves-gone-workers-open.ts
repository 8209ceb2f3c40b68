/** Keeps its end of a connection to a worker that has gone. */

import type { UnixSocket } from 'wirebook';
import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override leave(worker: UnixSocket) {
    this.remove(this.crew, worker);
  }
}

export const openBroker = brokerAnswer(Wrong);
