/** Takes the worker that came last. */

import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override nextWorker() {
    return this.crew.at(-1);
  }
}

export const openBroker = brokerAnswer(Wrong);
