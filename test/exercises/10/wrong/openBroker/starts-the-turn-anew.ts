/** Begins with the first worker when one has gone. */

import type { UnixSocket } from 'wirebook';
import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  readonly order: UnixSocket[] = [];
  override workerComes(worker: UnixSocket) {
    super.workerComes(worker);
    this.order.push(worker);
  }
  override leave(worker: UnixSocket) {
    super.leave(worker);
    this.crew.sort((one, other) => this.order.indexOf(other) - this.order.indexOf(one));
  }
}

export const openBroker = brokerAnswer(Wrong);
