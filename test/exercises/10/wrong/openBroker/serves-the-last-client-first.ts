/** Passes the client that came last. */

import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override nextClient() {
    return this.waiting.at(-1);
  }
}

export const openBroker = brokerAnswer(Wrong);
