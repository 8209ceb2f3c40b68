/** Finds out that a worker has gone only when it passes a client. */

import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override async watch() {}
}

export const openBroker = brokerAnswer(Wrong);
